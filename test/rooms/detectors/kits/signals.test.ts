import { expect, test } from 'vitest';
import detector from '#services/detectors/persistence/ec2-command-on-schedule.ts';
import { identityCenterUser, iamUser } from '#services/sources/cloudtrail/example.ts';
import { recordOf } from './callers.ts';

test.each([
  ['a user with a key', { userIdentity: iamUser() }, false],
  ['a person at work', { userIdentity: identityCenterUser() }, true],
  ['a state machine', { userIdentity: { ...iamUser(), invokedBy: 'states.amazonaws.com' } }, true],
])('what %s does as a matter of course is faint', (_, overrides, faint) => {
  const call = { eventSource: 'ssm.amazonaws.com', eventName: 'CreateAssociation' };
  const record = recordOf({ ...call, requestParameters: { name: 'AWS-RunShellScript' }, ...overrides });
  expect(detector.isFaint?.(record)).toBe(faint);
});
