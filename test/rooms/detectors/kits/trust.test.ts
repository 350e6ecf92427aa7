import process from 'node:process';
import { expect, test } from 'vitest';
import { roleNameOf, trustOf } from '#services/detectors/kits/trust.ts';
import { recordOf } from './callers.ts';

const [ONE, OTHER] = ['444455556666', '777788889999'];
const NOBODY = { accounts: [], withExternalId: [], everybody: false, anyToken: [] };

function trusted(...statements: readonly object[]) {
  const Statement = statements.map((parts) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...parts }));
  const requestParameters = { roleName: 'app', assumeRolePolicyDocument: JSON.stringify({ Statement }) };
  return trustOf(recordOf({ eventName: 'CreateRole', requestParameters }));
}

const HUB = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const SUB = 'token.actions.githubusercontent.com:sub';

test.each([
  [{ Principal: { AWS: [ONE, `arn:aws:iam::${OTHER}:root`] } }, { accounts: [ONE, OTHER] }],
  [{ Principal: { Service: 'ec2.amazonaws.com' } }, {}],
  [{ Principal: undefined }, {}],
  [{ Principal: { AWS: ONE }, Action: ['sts:TagSession', 'STS:AssumeRoleWithSAML'] }, { accounts: [ONE] }],
  [{ Principal: { AWS: ONE }, Action: 'sts:*' }, { accounts: [ONE] }],
  [{ Principal: { AWS: ONE }, Action: '*' }, { accounts: [ONE] }],
  [{ Principal: { AWS: ONE }, Action: 'sts:TagSession' }, {}],
  [{ Principal: { AWS: ONE }, Action: 'xsts:*' }, {}],
  [{ Principal: { AWS: ONE }, Action: '*Session' }, {}],
  [{ Principal: { AWS: ONE }, Action: undefined }, {}],
  [{ Principal: { AWS: ONE }, Effect: 'Deny' }, {}],
  [{ Principal: '*' }, { everybody: true }],
  [{ Principal: { AWS: '*' } }, { everybody: true }],
  [{ Principal: 'x' }, {}],
  [{ Principal: undefined, NotPrincipal: { AWS: ONE } }, { everybody: true }],
  [{ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }, {}],
  [{ Principal: '*', Condition: { StringEquals: { 'x:aws:PrincipalOrgID': 'x' } } }, { everybody: true }],
  [{ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgIDs': 'x' } } }, { everybody: true }],
  [
    { Principal: { AWS: ONE }, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } },
    { accounts: [ONE], withExternalId: [ONE] },
  ],
  [{ Principal: { AWS: ONE }, Condition: { StringEquals: { 'x:sts:ExternalId': 'x' } } }, { accounts: [ONE] }],
  [{ Principal: { AWS: ONE }, Condition: { StringEquals: { 'sts:ExternalIds': 'x' } } }, { accounts: [ONE] }],
  [{ Principal: { AWS: ONE }, Condition: { StringEqualsIfExists: { 'sts:ExternalId': 'x' } } }, { accounts: [ONE] }],
  [{ Principal: { AWS: ONE }, Condition: { StringNotEquals: { 'sts:ExternalId': 'x' } } }, { accounts: [ONE] }],
  [{ Principal: { AWS: ONE }, Condition: { StringLike: { 'sts:ExternalId': '*' } } }, { accounts: [ONE] }],
  [
    { Principal: { AWS: ONE }, Condition: { 'ForAllValues:StringEquals': { 'sts:ExternalId': 'x' } } },
    { accounts: [ONE] },
  ],
  [
    { Principal: { AWS: ONE }, Condition: { StringEquals: { 'sts:ExternalId': '${sts:ExternalId}' } } },
    { accounts: [ONE] },
  ],
  [
    { Principal: { AWS: ONE }, Condition: { 'ForAnyValue:StringEquals': { 'sts:ExternalId': 'x' } } },
    { accounts: [ONE], withExternalId: [ONE] },
  ],
  [{ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ONE } } }, { accounts: [ONE] }],
  [
    { Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws*:iam::${ONE}:role/*` } } },
    { accounts: [ONE] },
  ],
  [
    {
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': ONE, 'aws:PrincipalOrgID': 'o-exampleorgid' } },
    },
    {},
  ],
  [{ Principal: { AWS: OTHER }, Condition: { StringEquals: { 'aws:PrincipalAccount': ONE } } }, { accounts: [OTHER] }],
  [
    { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ONE, 'sts:ExternalId': 'x' } } },
    { accounts: [ONE], withExternalId: [ONE] },
  ],
  [{ Principal: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }, { everybody: true }],
  [
    { Principal: { AWS: ONE }, Condition: { StringLike: { 'sts:ExternalId': ['a-*', 'b-*'] } } },
    { accounts: [ONE], withExternalId: [ONE] },
  ],
  [{ Principal: { Federated: HUB } }, { anyToken: ['token.actions.githubusercontent.com'] }],
  [{ Principal: { Federated: 'gitlab.com' } }, { anyToken: ['gitlab.com'] }],
  [{ Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/mygitlab.com' } }, {}],
  [{ Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/git.example/gitlab.com' } }, {}],
  [{ Principal: { Federated: 'arn:aws-cn:iam::111122223333:oidc-provider/gitlab.com' } }, { anyToken: ['gitlab.com'] }],
  ...['StringNotLike', 'StringLikeIfExists', 'ForAllValues:StringLike', 'ForAnyValue:StringNotLike', 'Null'].map(
    (operator) =>
      [
        { Principal: { Federated: HUB }, Condition: { [operator]: { [SUB]: 'repo:corp/app:*' } } },
        { anyToken: ['token.actions.githubusercontent.com'] },
      ] as const,
  ),
  [{ Principal: { Federated: 'app.terraform.io' } }, { anyToken: ['app.terraform.io'] }],
  [{ Principal: { Federated: 'cognito-identity.amazonaws.com' } }, { anyToken: ['cognito-identity.amazonaws.com'] }],
  [{ Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/corp' } }, {}],
  [{ Principal: { Federated: HUB }, Condition: { StringLike: { [SUB]: 'repo:corp/app:*' } } }, {}],
  [{ Principal: { Federated: HUB }, Condition: { StringEquals: { [SUB]: 'exact' } } }, {}],
  [
    { Principal: { Federated: HUB }, Condition: { StringLike: { [SUB]: 'repo:*' } } },
    { anyToken: ['token.actions.githubusercontent.com'] },
  ],
  [
    { Principal: { Federated: HUB }, Condition: { StringLike: { [SUB]: ['repo:corp/app:*', '*'] } } },
    { anyToken: ['token.actions.githubusercontent.com'] },
  ],
  [
    {
      Principal: { Federated: HUB },
      Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'a:b:c' } },
    },
    { anyToken: ['token.actions.githubusercontent.com'] },
  ],
  [
    {
      Principal: { Federated: 'cognito-identity.amazonaws.com' },
      Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'us-east-1:pool' } },
    },
    {},
  ],
  [
    { Principal: { Federated: HUB }, Condition: { StringLike: { [SUB]: 'repo:corp/app:*', 'aws:UserAgent': '*' } } },
    {},
  ],
] as const)('%j', (parts, trust) => {
  expect(trusted(parts)).toEqual({ ...NOBODY, ...trust });
});

test('an account is named once, and what a second statement says besides', () => {
  expect(trusted({ Principal: { AWS: ONE } }, { Principal: { AWS: [ONE, OTHER] } })).toEqual({
    ...NOBODY,
    accounts: [ONE, OTHER],
  });
});

test('an external id that one statement asks for and another does not is asked of nobody', () => {
  const bound = { Principal: { AWS: [ONE, OTHER] }, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } };
  expect(trusted(bound, { Principal: { AWS: ONE } })).toMatchObject({
    accounts: [ONE, OTHER],
    withExternalId: [OTHER],
  });
});

test('the trust of a role is changed by another parameter, and by no other call', () => {
  const policyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' } });
  const requestParameters = { roleName: 'app', policyDocument };
  expect(trustOf(recordOf({ eventName: 'UpdateAssumeRolePolicy', requestParameters }))?.everybody).toBe(true);
  expect(trustOf(recordOf({ eventName: 'CreateRole', requestParameters }))).toBeUndefined();
  expect(trustOf(recordOf({ eventName: 'PutRolePolicy', requestParameters }))).toBeUndefined();
});

test.each([
  [{ roleName: 'app', roleArn: 'arn:aws:iam::111122223333:role/x' }, 'app'],
  [{ roleArn: 'arn:aws:iam::111122223333:role/team/app' }, 'app'],
  [{}, undefined],
  [null, undefined],
])('%j names role %s', (requestParameters, name) => {
  expect(roleNameOf(recordOf({ eventName: 'AssumeRole', requestParameters }))).toBe(name);
});

test('thousands of accounts and of external ids take no time to speak of', () => {
  const accounts = Array.from({ length: 4_000 }, (_, i) => String(100_000_000_000 + i));
  const before = process.cpuUsage();
  const trust = trusted({
    Principal: { AWS: accounts },
    Condition: { StringEquals: { 'sts:ExternalId': accounts } },
  });
  const { user, system } = process.cpuUsage(before);
  expect(trust?.withExternalId).toEqual(accounts);
  // In microseconds. Comparing every id for every account would take a minute.
  expect(user + system).toBeLessThan(2_000_000);
});
