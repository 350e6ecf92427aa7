import { expect, test } from 'vitest';
import { EVERYBODY, letIn } from '#services/resources/kits/resource-policy.ts';

const [ONE, OTHER] = ['444455556666', '777788889999'];
const TIME = Date.UTC(2026, 2, 2);
const ALL = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

function by(Condition: object, parts: object = {}) {
  return letIn({ Statement: [{ ...ALL, ...parts, Condition }] }, TIME);
}

test.each([
  [{}, [EVERYBODY]],
  [{ Principal: { AWS: '*' } }, [EVERYBODY]],
  [{ Principal: { AWS: ['*', ONE] } }, [EVERYBODY, ONE]],
  [{ Principal: { AWS: [ONE, `arn:aws:iam::${OTHER}:role/x`, `arn:aws:iam::${ONE}:root`] } }, [ONE, OTHER]],
  [{ Principal: { Service: 'sns.amazonaws.com' } }, []],
  [{ Principal: undefined }, []],
  [{ Effect: 'Deny' }, []],
])('%j lets in %j', (parts, accounts) => {
  expect(by({}, parts)).toEqual(accounts);
  expect(letIn(JSON.stringify({ Statement: { ...ALL, ...parts } }), TIME)).toEqual(accounts);
});

test.each([
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:SourceAccount',
  'aws:SourceOwner',
  'aws:SourceArn',
  'aws:userid',
  'kms:CallerAccount',
])('%s ties everybody to an account', (key) => {
  expect(by({ StringEquals: { [key]: ONE } })).toEqual([ONE]);
});

test.each(['aws:SourceVpc', 'aws:SourceVpce', 'aws:SourceIp'])('%s ties everybody to a place', (key) => {
  expect(by({ StringEquals: { [key]: 'x' } })).toEqual([]);
});

test.each(['aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:SourceOrgID', 'aws:SourceOrgPaths'])(
  '%s ties to an organization whoever is named',
  (key) => {
    expect(by({ StringLike: { [key]: 'o-exampleorgid' } })).toEqual([]);
    expect(by({ StringLike: { [key]: 'o-exampleorgid' } }, { Principal: { AWS: ONE } })).toEqual([]);
  },
);

test.each([
  [{ StringEquals: { 'aws:UserAgent': 'x' } }],
  [{ StringEquals: { 'x:aws:SourceArn': 'x' } }],
  [{ StringEquals: { 'aws:SourceArnOther': 'x' } }],
  [{ StringLike: { 'aws:SourceArn': '**' } }],
  [{ StringLike: { 'aws:SourceArn': ['arn:aws:s3:::invoices', '*'] } }],
  [{ StringNotEquals: { 'aws:SourceAccount': ONE } }],
  [{ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:alerts' } }],
  [{ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }],
  [{ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:*' } }],
  [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/reader' } }],
  [{ StringLike: { 'aws:SourceAccount': '1111*' } }],
  [{ StringLike: { 'aws:SourceVpce': 'vpce-*' } }],
  [{ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
  [{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
  [{ StringEquals: { 'aws:CalledVia': 'athena.amazonaws.com' } }],
  [{ Null: { 'aws:SourceAccount': 'false' } }],
  [{ StringEqualsIfExists: { 'aws:SourceAccount': ONE } }],
])('%j ties nobody', (condition) => {
  expect(by(condition)).toEqual([EVERYBODY]);
});

test('a second condition loosens no tie', () => {
  expect(by({ StringEquals: { 'aws:UserAgent': 'x', 'aws:SourceAccount': ONE } })).toEqual([ONE]);
});

test.each([
  [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }, []],
  [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' }, Bool: { 'aws:PrincipalIsAWSService': 'false' } }, []],
  [
    { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' }, Bool: { 'aws:PrincipalIsAWSService': 'true' } },
    [EVERYBODY],
  ],
  [{ Bool: { 'aws:PrincipalIsAWSService': 'false' } }, [EVERYBODY]],
  // A caller who meets only one of these conditions is not denied.
  [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid', 'aws:UserAgent': 'x' } }, [EVERYBODY]],
  [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid', 'aws:PrincipalTag/team': 'x' } }, [EVERYBODY]],
  [
    { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' }, Null: { 'aws:PrincipalOrgID': 'false' } },
    [EVERYBODY],
  ],
  [
    { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' }, ArnNotLike: { 'aws:PrincipalArn': '*' } },
    [EVERYBODY],
  ],
  [
    { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' }, StringEquals: { 's3:x-amz-acl': 'private' } },
    [EVERYBODY],
  ],
  [
    {
      StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
      DateGreaterThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' },
    },
    [EVERYBODY],
  ],
  [{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid', 'aws:PrincipalAccount': [ONE, OTHER] } }, [ONE, OTHER]],
  [{ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }, [EVERYBODY]],
  [{ StringNotEquals: { 'aws:UserAgent': 'x' } }, [EVERYBODY]],
  [{}, [EVERYBODY]],
])('a Deny where %j leaves %j', (Condition, left) => {
  expect(letIn({ Statement: [ALL, { ...ALL, Effect: 'Deny', Condition }] }, TIME)).toEqual(left);
});

test('who is named is let in where every fence excepts their account', () => {
  const fence = (accounts: readonly string[]) => ({
    ...ALL,
    Effect: 'Deny',
    Condition: { StringNotEquals: { 'aws:PrincipalAccount': accounts } },
  });
  const named = { ...ALL, Principal: { AWS: [ONE, OTHER] } };
  expect(letIn({ Statement: [named, fence([ONE, '111122223333'])] }, TIME)).toEqual([ONE]);
  expect(letIn({ Statement: [named, fence([ONE]), fence([OTHER])] }, TIME)).toEqual([]);
});

test('who is let in where it does not hold is no fence', () => {
  const Condition = { StringNotEquals: { 'aws:PrincipalAccount': ONE } };
  expect(letIn({ Statement: [{ ...ALL, Condition }] }, TIME)).toEqual([EVERYBODY]);
});

test.each([
  { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:invoices' } },
  { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::invoices-*' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { StringLike: { 'aws:PrincipalOrgPaths': 'o-exampleorgid/*' } },
  { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
])('%j ties everybody to what is fixed, whatever is left open behind it', (condition) => {
  expect(by(condition)).toEqual([]);
});

test('an ARN of an account ties to it, whatever its resource', () => {
  expect(by({ ArnLike: { 'aws:SourceArn': `arn:aws:sns:*:${ONE}:*` } })).toEqual([ONE]);
});

test.each([
  [{ Action: 'sns:*' }, {}, []],
  [{ Action: 'sns:Subscribe' }, { Action: ['sns:Publish', 'SNS:Sub*'] }, []],
  [{ Action: 'sns:*' }, { Action: 'sns:Subscribe' }, [EVERYBODY]],
  [{ Action: 'sns:*' }, { Action: 'sns:?' }, [EVERYBODY]],
  [{ Action: ['sns:Subscribe', 'sns:Publish'] }, { Action: 'sns:Subscribe' }, [EVERYBODY]],
  [{ Action: 'sns:Publish' }, { Action: undefined, NotAction: 'sns:P*' }, [EVERYBODY]],
  [{ Action: 'sns:*sh' }, { Action: undefined, NotAction: 'sns:P*' }, [EVERYBODY]],
  [{ Action: undefined, NotAction: 'sns:Publish' }, { Action: 'sns:*' }, [EVERYBODY]],
  [{ Action: 'sns:Subscribe' }, { Action: undefined, NotAction: 'sns:Publish' }, []],
  [{ Action: 'sns:*' }, { Action: undefined, NotAction: 'sns:Publish' }, [EVERYBODY]],
  [{}, { Principal: { AWS: ONE } }, [EVERYBODY]],
  [{ Resource: 'arn:aws:s3:::b/*' }, { Resource: 'arn:aws:s3:::b/private/*' }, [EVERYBODY]],
  [{ Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }, { Resource: 'arn:aws:s3:::b/*' }, [EVERYBODY]],
  [{ Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] }, { Resource: 'arn:aws:s3:::b*' }, []],
  [{ Resource: 'arn:aws:s3:::b/a*' }, { Resource: 'arn:aws:s3:::b/A*' }, [EVERYBODY]],
  [{ Resource: 'arn:aws:s3:::b/*' }, { Resource: undefined, NotResource: 'arn:aws:s3:::b/public/*' }, [EVERYBODY]],
  [{ Resource: 'arn:aws:s3:::b/*' }, { Resource: undefined, NotResource: 'arn:aws:s3:::c/*' }, []],
])('of what %j gives, a Deny of %j to all outside leaves %j', (given, denied, left) => {
  const Condition = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } };
  const deny = { ...ALL, ...denied, Effect: 'Deny' };
  expect(
    letIn(
      {
        Statement: [
          { ...ALL, ...given },
          { ...deny, Condition },
        ],
      },
      TIME,
    ),
  ).toEqual(left);
});

test.each([
  [{ AWS: ONE }, {}, [ONE]],
  [{ Service: 'sns.amazonaws.com' }, {}, []],
  ['*', {}, [EVERYBODY]],
  [{ AWS: ['*'] }, {}, [EVERYBODY]],
  [{ AWS: ONE }, { Bool: { 'aws:SecureTransport': 'false' } }, [EVERYBODY]],
])('a Deny to all but %j where %j leaves %j', (NotPrincipal, Condition, left) => {
  const deny = { ...ALL, Effect: 'Deny', Principal: undefined, NotPrincipal, Condition };
  expect(letIn({ Statement: [ALL, deny] }, TIME)).toEqual(left);
});

test.each([
  [{ DateLessThan: { 'aws:CurrentTime': '2026-03-01T00:00:00Z' } }, []],
  [{ NumericLessThanEquals: { 'aws:epochtime': 1_700_000_000 } }, []],
  [{ DateLessThan: { 'aws:CurrentTime': '2026-03-03T00:00:00Z' } }, [EVERYBODY]],
  [{ DateGreaterThan: { 'aws:CurrentTime': '2026-03-01T00:00:00Z' } }, [EVERYBODY]],
  [{ DateLessThan: { 'aws:TokenIssueTime': '2026-03-01T00:00:00Z' } }, [EVERYBODY]],
])('%j lets in %j on March 2', (condition, accounts) => {
  expect(by(condition)).toEqual(accounts);
});
