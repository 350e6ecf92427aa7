import { expect, test } from 'vitest';
import { accountsLetIn } from '#services/detectors/kits/bucket-sharing.ts';

const TARGET = { bucketName: 'invoices', partition: 'aws', time: Date.UTC(2026, 2, 2) };
const STRANGER = '999900001111';

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
    'everybody with a role of a name',
    { Principal: '*', Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${STRANGER}:role/x-*` } } },
  ],
])('%s', (_name, parts) => {
  expect(letIn(parts)).toEqual([STRANGER]);
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

const ALL = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' };

test.each([
  ['all', [], ALL],
  ['the account', [], { ...ALL, Principal: { AWS: STRANGER } }],
  ['all but oneself', [], { ...ALL, Principal: undefined, NotPrincipal: { AWS: '111122223333' } }],
  ['one user there', [STRANGER], { ...ALL, Principal: { AWS: `arn:aws:iam::${STRANGER}:user/x` } }],
  ['all but the account', [STRANGER], { ...ALL, Principal: undefined, NotPrincipal: { AWS: STRANGER } }],
  ['another action', [STRANGER], { ...ALL, Action: 's3:DeleteObject' }],
])('what a Deny to %s leaves', (_name, left, deny) => {
  expect(letIn({}, deny)).toEqual(left);
});
