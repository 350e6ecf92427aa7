import { expect, test } from 'vitest';
import { keptTrust, roleFacts } from '#services/inventory/kits/role-facts.ts';

const trusting = (accounts: readonly string[], Condition = {}) => ({
  Statement: { Effect: 'Allow', Principal: { AWS: accounts }, Action: 'sts:AssumeRole', Condition },
});

test('a role is known by its name, and its trust as AWS tells it: URL-encoded', () => {
  const document = encodeURIComponent(JSON.stringify(trusting(['444455556666'])));
  expect(roleFacts({ roleName: 'app', arn: undefined, document })).toEqual([
    {
      member: 'iamRoleDetails',
      alias: 'app',
      since: undefined,
      details: {
        roleName: 'app',
        trust: { accounts: ['444455556666'], withExternalId: [], everybody: false, anyToken: [] },
      },
    },
  ]);
  expect(roleFacts({ document })).toEqual([]);
});

test('of a policy that no role has so many accounts are kept at most', () => {
  const accounts = Array.from({ length: 5000 }, (_, n) => String(100_000_000_000 + n));
  const { accounts: kept, withExternalId } = keptTrust(
    trusting(accounts, { StringEquals: { 'sts:ExternalId': 'x' } }),
    0,
  );
  expect(kept).toEqual(accounts.slice(0, 200));
  expect(withExternalId).toEqual(kept);
});
