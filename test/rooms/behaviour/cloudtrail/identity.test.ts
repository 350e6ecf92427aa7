import { expect, test } from 'vitest';
import { identityIn } from '#services/behaviour/cloudtrail/identity.ts';
import { recordOf } from '../../detectors/kits/callers.ts';

const ROLE = 'arn:aws:iam::111122223333:role/teams/Deploy';
const session = (principalId: string, arn: string | undefined = ROLE) => ({
  type: 'AssumedRole',
  principalId,
  arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/session',
  accountId: '111122223333',
  sessionContext: { sessionIssuer: { type: 'Role', principalId: 'AROAEXAMPLE', arn, userName: 'Deploy' } },
});

test.each<[string, object, object]>([
  ['a role, whatever its sessions are called', session('AROAEXAMPLE:i-1'), { id: ROLE, peers: 'Deploy' }],
  ['a person in a role', session('AROAEXAMPLE:ann@example.com'), { id: `${ROLE}/ann@example.com`, peers: 'Deploy' }],
  [
    'a person of IAM Identity Center, by the session alone',
    session('AROAEXAMPLE:ann', 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_1a'),
    { id: expect.stringMatching(/AWSReservedSSO_Ops_1a\/ann$/), peers: 'AWSReservedSSO_Ops_1a' },
  ],
  [
    'a user',
    { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/ann', accountId: '111122223333', userName: 'ann' },
    { id: 'arn:aws:iam::111122223333:user/ann', class: 'person', peers: 'users of 111122223333' },
  ],
  ['root', { type: 'Root', accountId: '111122223333' }, { id: 'root of 111122223333', class: 'root' }],
])('%s', (_what, userIdentity, expected) => {
  const identity = identityIn(recordOf({ userIdentity }));
  expect(identity).toMatchObject(expected);
});

test.each([
  ['whoever signs in to IAM Identity Center', { type: 'IdentityCenterUser', accountId: '111122223333' }],
  ['AWS itself', { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }],
])('nothing is learned of %s', (_what, userIdentity) => {
  expect(identityIn(recordOf({ userIdentity }))).toBeUndefined();
});
