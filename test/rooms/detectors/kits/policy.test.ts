import { describe, expect, test } from 'vitest';
import { anonymousActions } from '#services/detectors/kits/policy.ts';

const OBJECTS = 'arn:aws:s3:::invoices/*';
const BUCKET = 'arn:aws:s3:::invoices';

function allow(overrides: object = {}) {
  return { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS, ...overrides };
}

function deny(overrides: object = {}) {
  return { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [BUCKET, OBJECTS], ...overrides };
}

function actions(...statements: readonly object[]) {
  return anonymousActions({ Version: '2012-10-17', Statement: statements });
}

function isOpen(Condition: object) {
  return actions(allow({ Condition })).length > 0;
}

describe('whom a statement names', () => {
  test.each([
    ['a star', '*'],
    ['a star for AWS', { AWS: '*' }],
    ['a star among others', { AWS: ['arn:aws:iam::777788889999:root', '*'] }],
  ])('everyone: %s', (_name, Principal) => {
    expect(actions(allow({ Principal }))).toEqual(['s3:GetObject']);
  });

  test.each([
    ['one foreign account', { AWS: '777788889999' }],
    ['a foreign role', { AWS: 'arn:aws:iam::777788889999:role/Reader' }],
    ['a service', { Service: 'logging.s3.amazonaws.com' }],
    ['a canonical user', { CanonicalUser: '*' }],
    ['a federation', { Federated: '*' }],
    ['nobody', {}],
    ['nothing that can be understood', 7],
  ])('not everyone: %s', (_name, Principal) => {
    expect(actions(allow({ Principal }))).toEqual([]);
  });

  test('an Allow with NotPrincipal reaches everyone else', () => {
    expect(actions(allow({ Principal: undefined, NotPrincipal: { AWS: '777788889999' } }))).toEqual(['s3:GetObject']);
  });

  test('what NotAction leaves is nearly everything', () => {
    expect(actions(allow({ Action: undefined, NotAction: 's3:DeleteBucket' }))).toEqual(['s3:*']);
  });

  test('a lower-case effect is no effect', () => {
    expect(actions(allow({ Effect: 'allow' }))).toEqual([]);
  });
});

describe('how a policy is written', () => {
  test('one statement without a list, as text, URL-encoded', () => {
    const text = JSON.stringify({ Statement: allow() });
    expect(anonymousActions(text)).toEqual(['s3:GetObject']);
    expect(anonymousActions(encodeURIComponent(text))).toEqual(['s3:GetObject']);
  });

  test('each action once', () => {
    expect(actions(allow({ Action: ['s3:GetObject', 's3:ListBucket'] }), allow())).toEqual([
      's3:GetObject',
      's3:ListBucket',
    ]);
  });

  test.each([
    [undefined],
    [null],
    [''],
    ['{'],
    ['%'],
    [[]],
    [{}],
    [{ Statement: 'all' }],
    [{ Statement: [null, 3, 'x'] }],
  ])('%j grants nothing', (policy) => {
    expect(anonymousActions(policy)).toEqual([]);
  });

  test('a statement that cannot be understood costs the others nothing', () => {
    expect(actions({ Effect: ['Allow'] }, allow())).toEqual(['s3:GetObject']);
  });
});

describe('conditions of an Allow', () => {
  test.each([
    ['an address range', { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }],
    ['address ranges, in another case', { IpAddress: { 'aws:sourceip': ['198.51.100.0/24', '2001:db8::/32'] } }],
    [
      'an address range, if there is an address, as there always is',
      { IpAddressIfExists: { 'aws:SourceIp': '198.51.100.0/24' } },
    ],
    ['a VPC', { StringEquals: { 'aws:SourceVpc': 'vpc-0123456789abcdef0' } }],
    ['VPC endpoints', { 'ForAnyValue:StringEquals': { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } }],
    ['the organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }],
    ['a path of it', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-exampleorgid/*' } }],
    ['an account', { StringEquals: { 'aws:PrincipalAccount': '777788889999' } }],
    ['a role', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::777788889999:role/*' } }],
    ['any account, for an anonymous caller has none', { StringLike: { 'aws:PrincipalArn': '*' } }],
    ['a source', { ArnEquals: { 'aws:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/EXAMPLE' } }],
    ['a source account', { StringEquals: { 'aws:SourceAccount': '111122223333' } }],
    ['a tag of the caller', { StringEquals: { 'aws:PrincipalTag/team': 'billing' } }],
    ['that there is an organization', { Null: { 'aws:PrincipalOrgID': 'false' } }],
    ['multi-factor authentication', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['a service', { Bool: { 'aws:PrincipalIsAWSService': true } }],
    ['one of two that narrows', { StringLike: { 'aws:Referer': '*' }, IpAddress: { 'aws:SourceIp': '198.51.100.7' } }],
  ])('%s narrows', (_name, condition) => {
    expect(isOpen(condition)).toBe(false);
  });

  test.each([
    ['every address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ['every IPv6 address among others', { IpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '::/0'] } }],
    ['everywhere but one network', { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }],
    ['everywhere but one VPC endpoint', { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }],
    ['the organization, if the request says', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }],
    ['for all of no values', { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-exampleorgid/*' } }],
    ['that there is no organization', { Null: { 'aws:PrincipalOrgID': 'true' } }],
    ['a referer', { StringLike: { 'aws:Referer': 'https://www.shop.example/*' } }],
    ['a user agent', { StringEquals: { 'aws:UserAgent': 'secret' } }],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['a prefix', { StringLike: { 's3:prefix': 'public/*' } }],
    ['not by a service', { Bool: { 'aws:ViaAWSService': 'false' } }],
    ['the anonymous themselves', { StringEquals: { 'aws:PrincipalType': 'Anonymous' } }],
  ])('%s does not narrow', (_name, condition) => {
    expect(isOpen(condition)).toBe(true);
  });
});

describe('a Deny', () => {
  test.each([
    ['everything', deny()],
    ['the very action', deny({ Action: 's3:GetObject', Resource: OBJECTS })],
    ['a family of actions', deny({ Action: 's3:Get*', Resource: '*' })],
    ['whoever is elsewhere', deny({ Condition: { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } })],
    [
      'whoever is in no organization',
      deny({ Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }),
    ],
    [
      'whoever is elsewhere and no service',
      deny({
        Condition: {
          StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' },
          NotIpAddressIfExists: { 'aws:SourceIp': '198.51.100.0/24' },
          BoolIfExists: { 'aws:ViaAWSService': 'false' },
        },
      }),
    ],
    [
      'all but one role',
      deny({ Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/Reader' } }),
    ],
  ])('of %s takes it back', (_name, statement) => {
    expect(actions(allow(), statement)).toEqual([]);
    expect(actions(statement, allow())).toEqual([]);
  });

  test.each([
    ['another action', deny({ Action: 's3:PutObject' })],
    ['the bucket but not its objects', deny({ Resource: BUCKET })],
    ['another bucket', deny({ Resource: 'arn:aws:s3:::receipts/*' })],
    ['one account', deny({ Principal: { AWS: '777788889999' } })],
    ['plain HTTP, which nobody has to speak', deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    ['one network', deny({ Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } })],
    [
      'whoever is elsewhere, over plain HTTP',
      deny({
        Condition: { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' }, Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
  ])('of %s leaves it', (_name, statement) => {
    expect(actions(allow(), statement)).toEqual(['s3:GetObject']);
  });

  test('of one action leaves the others', () => {
    expect(
      actions(
        allow({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: [BUCKET, OBJECTS] }),
        deny({ Action: 's3:ListBucket' }),
      ),
    ).toEqual(['s3:GetObject']);
  });

  test('of part of what is allowed leaves the rest', () => {
    expect(actions(allow({ Action: 's3:*' }), deny({ Action: 's3:Get*' }))).toEqual(['s3:*']);
  });
});

test('a hostile pattern takes no longer than another', () => {
  const pattern = `arn:aws:s3:::${'*a'.repeat(4000)}b`;
  const resource = `arn:aws:s3:::${'a'.repeat(8000)}`;
  expect(actions(allow({ Resource: resource }), deny({ Resource: pattern }))).toEqual(['s3:GetObject']);
});

test('wildcards cover what they stand for', () => {
  expect(covered('arn:aws:s3:::invoices*', OBJECTS)).toBe(true);
  expect(covered('arn:aws:s3:::invoice?/*', OBJECTS)).toBe(true);
  expect(covered('arn:aws:s3:::*/2026/*', 'arn:aws:s3:::invoices/2026/*')).toBe(true);
  expect(covered('arn:aws:s3:::*/2026/*', OBJECTS)).toBe(false);
  expect(covered('', OBJECTS)).toBe(false);
});

function covered(pattern: string, resource: string): boolean {
  return actions(allow({ Resource: resource }), deny({ Resource: pattern })).length === 0;
}
