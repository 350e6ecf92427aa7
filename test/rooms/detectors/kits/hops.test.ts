import { expect, test } from 'vitest';
import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import { exampleOrganization } from '#services/cli/sample/example-organization.ts';
import { actedAs, hops } from '#services/detectors/kits/hops.ts';
import { iamUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { recordOf } from './callers.ts';

const LOOK = { intel: exampleIntel({ records: [] }), organization: exampleOrganization(), settings: {} };

test('keys are followed that people get from AWS STS, or callers of whom nothing is known', () => {
  const kinds = ['person', undefined, 'service', 'pipeline', 'workload'] as const;
  expect(kinds.map((kind) => hops.where?.callerKind?.(kind, LOOK))).toEqual([true, true, false, false, false]);
  const services = ['sts.amazonaws.com', 'iam.amazonaws.com', undefined];
  expect(services.map((source) => hops.where?.eventSource?.(source, LOOK))).toEqual([true, false, false]);
  expect(hops.from.routes).toEqual(['AssumeRole', 'AssumeRoleWithSAML', 'GetFederationToken', 'GetSessionToken']);
});

test('a caller is the same by key and principal', () => {
  const record = recordOf({});
  const caller = hops.callerOf(record);
  expect(caller.key).toBe('AKIAEXAMPLEKEY000001');
  expect(hops.isBy(record, caller)).toBe(true);
  expect(hops.isBy(record, { ...caller, key: 'AKIAEXAMPLEKEY000002' })).toBe(false);
  expect(hops.isBy(recordOf({ userIdentity: { ...iamUser(), principalId: 'AIDAEXAMPLEUSER00002' } }), caller)).toBe(
    false,
  );
  const console = recordOf({ userIdentity: { ...iamUser(), accessKeyId: undefined } });
  expect(hops.callerOf(console).key).toBe('');
  expect(hops.isBy(console, hops.callerOf(console))).toBe(true);
  expect(hops.isBy(recordOf({ userIdentity: roleSession() }), caller)).toBe(false);
});

test('whom somebody acted as is said of several', () => {
  expect(actedAs(['a'])).toBe('');
  expect(actedAs(['a', 'b'])).toBe(' (as a and b)');
});
