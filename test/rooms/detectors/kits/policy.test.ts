import { describe, expect, test } from 'vitest';
import { anonymousActions } from '#services/detectors/kits/policy.ts';

const TARGET = { bucketName: 'invoices', partition: 'aws', time: Date.parse('2026-11-02T10:00:00Z') };
const OBJECTS = 'arn:aws:s3:::invoices/*';
const BUCKET = 'arn:aws:s3:::invoices';

function allow(overrides: object = {}) {
  return { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS, ...overrides };
}

function deny(overrides: object = {}) {
  return { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [BUCKET, OBJECTS], ...overrides };
}

function actions(...statements: readonly object[]) {
  return anonymousActions({ Version: '2012-10-17', Statement: statements }, TARGET);
}

function isOpen(Condition: object) {
  return actions(allow({ Condition })).length > 0;
}

describe('which actions are named', () => {
  test('an action that is newer than our list is one, if it is an action of S3', () => {
    const Action = ['s3:GetShinyThing', 's3-object-lambda:GetObject', 's3express:CreateSession'];
    expect(actions(allow({ Action }))).toEqual(Action);
    expect(actions(allow({ Action: ['xs3:GetFoo', 's3:GetFoo1', 's3:Get Foo', 's3:', 'ec2:RunInstances'] }))).toEqual(
      [],
    );
  });

  test('a pattern stands for itself where all actions under it are open, and for the open ones otherwise', () => {
    expect(actions(allow({ Action: 's3:GetObjectVer*' }))).toEqual(['s3:GetObjectVer*']);
    expect(actions(allow({ Action: 's3:GetObjectA*' }), deny({ Action: 's3:GetObjectAcl' }))).not.toContain(
      's3:GetObjectA*',
    );
    expect(actions(allow({ Action: 's3:Nothing*' }))).toEqual([]);
    expect(actions(allow({ Action: '*', Resource: [BUCKET, OBJECTS] }))).toEqual(['s3:*']);
  });

  test('an action is named once, however many statements open it', () => {
    expect(actions(allow(), allow({ Action: ['s3:GetObject', 's3:PutObject'] }))).toEqual([
      's3:GetObject',
      's3:PutObject',
    ]);
  });

  test('objects of another bucket are not asked about', () => {
    expect(actions(allow({ Resource: 'arn:aws:s3:::invoices-2/*' }))).toEqual([]);
    expect(actions(allow({ Resource: '/*' }))).toEqual([]);
  });
});

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
    expect(actions(allow({ Action: undefined, NotAction: 's3:DeleteBucket', Resource: '*' }))).toContain(
      's3:PutObject',
    );
    expect(actions(allow({ Action: undefined, NotAction: 's3:DeleteBucket', Resource: '*' }))).not.toContain('s3:*');
  });

  test('a lower-case effect is no effect', () => {
    expect(actions(allow({ Effect: 'allow' }))).toEqual([]);
  });
});

describe('how a policy is written', () => {
  test('one statement without a list, as text, URL-encoded', () => {
    const text = JSON.stringify({ Statement: allow() });
    expect(anonymousActions(text, TARGET)).toEqual(['s3:GetObject']);
    expect(anonymousActions(encodeURIComponent(text), TARGET)).toEqual(['s3:GetObject']);
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
    expect(anonymousActions(policy, TARGET)).toEqual([]);
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
    ['every endpoint of one organization', { StringEquals: { 'aws:VpceOrgID': 'o-exampleorgid' } }],
    [
      'networks as broad as one may be',
      { IpAddress: { 'aws:SourceIp': ['52.0.0.0/9', '52.128.0.0/9', '2001:db8::/32'] } },
    ],
    ['private networks, of which no stranger is', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '172.16.0.0/12'] } }],
    ['a time that was over', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }],
    ['a time that was over, in seconds', { NumericLessThan: { 'aws:EpochTime': '1577836800' } }],
    ['a network of the caller, if it is no VPC', { Null: { 'aws:SourceVpc': 'true', 'aws:SourceIp': 'true' } }],
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
    [
      'everywhere, in quarters',
      { IpAddress: { 'aws:SourceIp': ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'] } },
    ],
    ['a network that is broader than one may be', { IpAddress: { 'aws:SourceIp': '52.0.0.0/7' } }],
    ['the same of IPv6', { IpAddress: { 'aws:SourceIp': '2000::/12' } }],
    ['many networks that overlap', { IpAddress: { 'aws:SourceIp': ['3.0.0.0/8', '3.128.0.0/9', '4.0.0.0/16'] } }],
    ['by a service, for topics of anybody', { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:alerts' } }],
    ['any VPC endpoint', { StringLike: { 'aws:SourceVpce': 'vpce-*' } }],
    ['that there is a VPC endpoint', { Null: { 'aws:SourceVpce': 'false' } }],
    ['any VPC', { StringLike: { 'aws:SourceVpc': ['vpc-0123456789abcdef0', '*'] } }],
    ['callers of any kind', { StringLike: { 'aws:PrincipalType': '*' } }],
    ['callers who are no account of ours', { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } }],
    ['a time that is to come', { DateGreaterThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }],
    ['a time that is not over', { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }],
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

  test('of part of what is allowed leaves the rest, by name', () => {
    const left = actions(allow({ Action: 's3:*', Resource: [BUCKET, OBJECTS] }), deny({ Action: 's3:Get*' }));
    expect(left).toContain('s3:ListBucket');
    expect(left.filter((name) => name === 's3:*' || name.startsWith('s3:Get'))).toEqual([]);
  });

  test('with NotAction leaves what it names', () => {
    const rest = { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } };
    const all = allow({ Action: '*', Resource: [BUCKET, OBJECTS] });
    expect(actions(all, deny({ Action: undefined, NotAction: 's3:GetBucketLocation', Condition: rest }))).toEqual([
      's3:GetBucketLocation',
    ]);
    expect(actions(all, deny({ Condition: rest }))).toEqual([]);
  });

  test('with NotResource leaves what it names', () => {
    const part = deny({ Resource: undefined, NotResource: `${BUCKET}/public/*` });
    expect(actions(allow(), part)).toEqual(['s3:GetObject']);
    expect(actions(allow({ Resource: `${BUCKET}/private/*` }), part)).toEqual([]);
  });

  test('of the bucket and its objects is of all that a pattern of names can mean', () => {
    expect(actions(allow({ Action: 's3:*', Resource: 'arn:aws:s3:::invoices*' }), deny())).toEqual([]);
    expect(actions(allow({ Resource: `${OBJECTS}` }), deny({ Resource: `${BUCKET}/private/*` }))).toEqual([
      's3:GetObject',
    ]);
  });

  test('of all other networks leaves one network, and of two of them leaves none', () => {
    const [one, other] = ['52.0.0.0/7', '54.0.0.0/7'].map((range) =>
      deny({ Condition: { NotIpAddress: { 'aws:SourceIp': range } } }),
    ) as [object, object];
    expect(actions(allow(), one)).toEqual(['s3:GetObject']);
    expect(actions(allow(), one, other)).toEqual([]);
  });

  test('until a day leaves what comes after', () => {
    const until = deny({ Condition: { DateLessThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } } });
    expect(actions(allow(), until)).toEqual(['s3:GetObject']);
  });
});

test('a hostile pattern takes no longer than another', () => {
  const pattern = `arn:aws:s3:::invoices/${'*a'.repeat(4000)}b`;
  const resources = Array.from({ length: 200 }, (_, i) => `arn:aws:s3:::invoices/${'*a'.repeat(20)}${i}`);
  const from = process.cpuUsage();
  expect(actions(allow({ Resource: [OBJECTS, ...resources] }), deny({ Resource: [pattern, ...resources] }))).toEqual([
    's3:GetObject',
  ]);
  const { user, system } = process.cpuUsage(from);
  expect((user + system) / 1000).toBeLessThan(2000);
});

test('a policy is asked of as many combinations as it may have, and no more', () => {
  const statements = Array.from({ length: 300 }, (_, i) =>
    deny({ Action: ['s3:Put*', 's3:Get*', 's3:List*'][i % 3], Resource: `${BUCKET}/${i}/*` }),
  );
  const from = process.cpuUsage();
  actions(allow({ Action: 's3:*', Resource: '*' }), ...statements);
  const { user, system } = process.cpuUsage(from);
  expect((user + system) / 1000).toBeLessThan(2000);
});

test('wildcards cover what they stand for', () => {
  expect(covered('arn:aws:s3:::invoices*', OBJECTS)).toBe(true);
  expect(covered('arn:aws:s3:::invoice?/*', OBJECTS)).toBe(true);
  expect(covered('arn:aws:s3:::*/2026/*', 'arn:aws:s3:::invoices/2026/*')).toBe(true);
  expect(covered('arn:aws:s3:::*/2026/*', OBJECTS)).toBe(false);
  expect(covered('arn:aws:s3:::${aws:username}/*', OBJECTS)).toBe(false);
  expect(covered('', OBJECTS)).toBe(false);
});

test('a bucket of another part of AWS has another name', () => {
  const policy = { Statement: allow({ Resource: 'arn:aws-cn:s3:::invoices/*' }) };
  expect(anonymousActions(policy, { ...TARGET, partition: 'aws-cn' })).toEqual(['s3:GetObject']);
  expect(anonymousActions(policy, TARGET)).toEqual([]);
});

function covered(pattern: string, resource: string): boolean {
  return actions(allow({ Resource: resource }), deny({ Resource: pattern })).length === 0;
}
