import { expect, test } from 'vitest';
import { accountsLetIn } from '#services/detectors/kits/bucket-sharing.ts';

const TARGET = { bucketName: 'invoices', partition: 'aws', time: Date.UTC(2026, 2, 2) };
const STRANGER = '999900001111';
const DENY = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };

function letIn(...statements: readonly object[]) {
  const Statement = statements.map((parts) => ({
    Effect: 'Allow',
    Principal: { AWS: STRANGER },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::invoices/*',
    ...parts,
  }));
  return accountsLetIn({ Statement }, TARGET);
}

test.each([
  ['by id', {}],
  ['as root', { Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } }],
  ['one session of a role', { Principal: { AWS: `arn:aws:sts::${STRANGER}:assumed-role/x/y` } }],
  ['to list', { Action: 's3:List*', Resource: 'arn:aws:s3:::invoices' }],
  ['to delete', { Action: ['s3:PutObject', 's3:DeleteObject'] }],
  ['to let others in', { Action: 's3:PutBucketPolicy', Resource: 'arn:aws:s3:::invoices' }],
  ['with all but one action', { Action: undefined, NotAction: 's3:DeleteBucket' }],
  ['from an office', { Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }],
  ['everybody of an account', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': STRANGER } } }],
  [
    'everybody through access points of an account',
    { Principal: '*', Condition: { StringEquals: { 's3:DataAccessPointAccount': STRANGER } } },
  ],
  [
    'everybody through one access point',
    {
      Principal: '*',
      Condition: { ArnLike: { 's3:DataAccessPointArn': `arn:aws:s3:eu-west-1:${STRANGER}:accesspoint/x-*` } },
    },
  ],
  [
    'everybody with a role of a name',
    { Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/x-*` } } },
  ],
])('%s', (_name, parts) => {
  expect(letIn(parts)).toEqual([STRANGER]);
});

test.each([
  's3:GetObject',
  's3:GetObjectVersion',
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:DeleteBucket',
  's3:PutBucketPolicy',
  's3:PutBucketAcl',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
])('%s alone is enough', (Action) => {
  expect(letIn({ Action, Resource: '*' })).toEqual([STRANGER]);
});

test.each([
  ['an account that a Deny names, and nobody else', [{ Effect: 'Deny', Principal: { AWS: '444455556666' } }], []],
  [
    'who has not to come as a role of a name',
    [{ Principal: '*', Condition: { StringNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/x` } } }],
    [STRANGER],
  ],
  [
    'everybody whose user agent names an account',
    [{ Principal: '*', Condition: { StringLike: { 'aws:UserAgent': STRANGER } } }],
    [],
  ],
  [
    'a role, and a Deny to what is no role',
    [{}, { ...DENY, Condition: { StringNotEquals: { 'aws:PrincipalType': 'AssumedRole' } } }],
    [STRANGER],
  ],
  [
    'a Deny to who is of no organization',
    [{}, { ...DENY, Condition: { Null: { 'aws:PrincipalOrgID': 'true' } } }],
    [STRANGER],
  ],
  [
    'a Deny to who is in no unit',
    [{}, { ...DENY, Condition: { Null: { 'aws:PrincipalOrgPaths': 'true' } } }],
    [STRANGER],
  ],
  ['a Deny to all but services', [{}, { ...DENY, Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } } }], []],
  ['a Deny to all but through services', [{}, { ...DENY, Condition: { Bool: { 'aws:ViaAWSService': 'false' } } }], []],
  [
    'a Deny to all roles there but one',
    [
      { Principal: { AWS: `arn:aws:iam::${STRANGER}:role/reader` } },
      { ...DENY, Condition: { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/read?r*` } } },
    ],
    [STRANGER],
  ],
] as const)('%s', (_name, statements, left) => {
  expect(letIn(...statements)).toEqual(left);
});

test.each([
  ['to deliver', { Action: ['s3:PutObject', 's3:GetBucketAcl'] }],
  ['to another bucket', { Resource: 'arn:aws:s3:::others/*' }],
  ['whom nobody names', { Principal: { CanonicalUser: 'EXAMPLE' } }],
  ['a distribution', { Principal: { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' } }],
  ['until a day that is over', { Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } }],
  ['if they are of the organization', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }],
])('nobody: %s', (_name, parts) => {
  expect(letIn(parts)).toEqual([]);
});

test.each([
  ['all', [], DENY],
  ['the account', [], { ...DENY, Principal: { AWS: STRANGER } }],
  ['all but oneself', [], { ...DENY, Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
  ['one user there', [STRANGER], { ...DENY, Principal: { AWS: `arn:aws:iam::${STRANGER}:user/x` } }],
  ['all but the account', [STRANGER], { ...DENY, Principal: undefined, NotPrincipal: { AWS: STRANGER } }],
  ['another action', [STRANGER], { ...DENY, Action: 's3:DeleteObject' }],
])('what a Deny to %s leaves', (_name, left, deny) => {
  expect(letIn({}, deny)).toEqual(left);
});

test('of many accounts each is put to the policy, up to a bound', () => {
  const ids = Array.from({ length: 52 }, (_, i) => String(100_000_000_000 + i));
  expect(letIn({ Principal: { AWS: ids } }, DENY)).toEqual(ids.slice(50));
});
