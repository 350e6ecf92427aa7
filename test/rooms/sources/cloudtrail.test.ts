import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { event, instanceSession, roleSession, rootUser } from '#services/sources/cloudtrail/example.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { CALLER } from '#services/sources/cloudtrail/caller-kind.ts';
import { combinedOf } from '#services/sources/combined.ts';
import { allAt, textOf } from '#services/reader/reference.ts';
import { decode, plain, trail } from './decoding.ts';

const read = (overrides: Readonly<Record<string, unknown>>) => decode(trail(event(overrides))).records[0];

describe('ids and times', () => {
  test('an event that corrects an earlier one has its id', () => {
    const addendum = { reason: 'UPDATED_DATA', originalEventID: 'the-original' };
    expect(read({ addendum })).toMatchObject({ id: 'the-original' });
    expect(read({ eventID: 'own', addendum: { ...addendum, reason: 'DELIVERY_DELAY' } })).toMatchObject({ id: 'own' });
  });

  test.each([
    ['2021-02-21T23:46:28Z', Date.UTC(2021, 1, 21, 23, 46, 28)],
    ['20131102T010628Z', Date.UTC(2013, 10, 2, 1, 6, 28)],
    ['2021-02-21T23:46:28.123Z', Date.UTC(2021, 1, 21, 23, 46, 28, 123)],
    ['2021-02-21T23:46:28', Date.UTC(2021, 1, 21, 23, 46, 28)],
    ['2021-02-21T23:46:28+02:00', Date.UTC(2021, 1, 21, 21, 46, 28)],
  ])('%s is a time', (eventTime, time) => {
    expect(read({ eventTime })).toMatchObject({ time });
  });

  test.each([
    '2021',
    'yesterday',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2021-02-31T99:00:00Z',
    1613951188,
    null,
  ])('%j is none', (eventTime) => {
    expect(decode(trail(event({ eventTime }))).report).toMatchObject({ state: 'failed', unreadable: 1 });
  });
});

const role = (accountId: string) => ({ arn: `arn:aws:sts::${accountId}:assumed-role/Operations/s` });

describe('members', () => {
  test('a session of an instance', () => {
    const found = decode(trail(event({ userIdentity: instanceSession() })));
    expect(found.records[0]?.userIdentity).toMatchObject({
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEROLE000001:i-0123456789abcdef0',
      sessionContext: { ec2RoleDelivery: '2.0', sessionIssuer: { userName: 'WebServer' } },
    });
    expect(found.column('userIdentity.type')).toEqual(['AssumedRole']);
  });

  const credentials = { accessKeyId: 'ASIAEXAMPLEKEY000002', sessionToken: 'example' };

  test.each([
    ['as AWS writes it', { credentials, assumedRoleUser: role('111122223333') }, credentials.accessKeyId],
    ['of a user, who takes no role', { credentials }, credentials.accessKeyId],
    ['in another order', { assumedRoleUser: role('111122223333'), credentials }, credentials.accessKeyId],
    ['written as text', JSON.stringify({ credentials }), credentials.accessKeyId],
    ['for a role of another account', { credentials, assumedRoleUser: role('444455556666') }, undefined],
    ['spelt oddly', { credentials: { accessKeyId: 'ASIA"EXAMPLE' } }, 'ASIA"EXAMPLE'],
    ['that is none', { credentials: { accessKeyId: 7 } }, undefined],
    ['in no answer', null, undefined],
  ])('an issued key %s', (_, responseElements, issuedKey) => {
    expect(read({ eventName: 'AssumeRole', responseElements })?.issuedKey).toBe(issuedKey);
  });

  test('a session of a role, which has no user name', () => {
    expect(read({ userIdentity: roleSession('a.b+c=d@corp.example', 'Deploy') })?.userIdentity).toMatchObject({
      principalId: 'AROAEXAMPLEROLE000001:a.b+c=d@corp.example',
      userName: undefined,
      sessionContext: { ec2RoleDelivery: undefined, sessionIssuer: { userName: 'Deploy' } },
    });
  });

  test('the root user, whose sessions have no issuer', () => {
    expect(read({ userIdentity: rootUser() })?.userIdentity).toMatchObject({
      type: 'Root',
      principalId: '111122223333',
      sessionContext: { sessionIssuer: { userName: undefined } },
    });
  });

  test('no identity at all', () => {
    expect(read({ userIdentity: undefined })?.userIdentity).toMatchObject({ type: undefined, accessKeyId: undefined });
  });

  test('"" is none, in the record and for conditions on the field', () => {
    const found = decode(trail(event({ errorCode: '', userIdentity: { accessKeyId: '' } })));
    expect(found.records[0]).toMatchObject({ errorCode: undefined, userIdentity: { accessKeyId: undefined } });
    expect(found.column('errorCode')).toEqual([undefined]);
  });

  test('booleans written as text are booleans, and text for conditions on the field', () => {
    const found = decode(trail(event({ readOnly: 'false' }), event({ readOnly: true })));
    expect(found.records.map(({ readOnly }) => readOnly)).toEqual([false, true]);
    expect(found.column('readOnly')).toEqual(['false', 'true']);
  });

  test('parameters that are a string or null are absent, others are kept as they are', () => {
    expect(read({ requestParameters: 'x' })).toMatchObject({ requestParameters: undefined });
    expect(read({ requestParameters: '{"bucketName":"invoices"}' })).toMatchObject({
      requestParameters: { bucketName: 'invoices' },
      bucketName: 'invoices',
    });
    expect(read({ responseElements: '{"half":' })).toMatchObject({ responseElements: undefined });
    expect(read({ requestParameters: { big: '9007199254740993' } })).toMatchObject({
      requestParameters: { big: '9007199254740993' },
    });
  });

  test('a single resource without its list, and one without ARN', () => {
    expect(read({ resources: { type: 'AWS::S3::Bucket' } })?.resources).toEqual([
      { ARN: undefined, accountId: undefined, type: 'AWS::S3::Bucket' },
    ]);
  });

  test('keys that mean something to JavaScript are data', () => {
    const hostile = '{"__proto__":{"readOnly":true,"id":"x"},"constructor":{"prototype":1}}';
    const text = trail(event({ requestParameters: 'HOSTILE' })).replace('"HOSTILE"', hostile);
    const record = decode(text).records[0];
    expect(JSON.stringify(record?.requestParameters)).toBe(hostile);
    expect(Reflect.get({}, 'readOnly')).toBeUndefined();
  });

  test('whatever members hold, the event is read', () => {
    const members = [
      'userIdentity',
      'resources',
      'addendum',
      'requestParameters',
      'sourceIPAddress',
      'awsRegion',
      'readOnly',
    ];
    const overrides = fc.dictionary(fc.constantFrom(...members), fc.jsonValue());
    fc.assert(
      fc.property(overrides, (odd) => {
        expect(decode(trail(event(odd))).report).toMatchObject({ records: 1, unreadable: 0 });
      }),
    );
  });

  test('a record says what parsing the whole of it would, however odd its members are', () => {
    const names =
      `eventID eventName eventSource errorCode errorMessage userAgent sourceIPAddress readOnly managementEvent
      vpcEndpointId recipientAccountId awsRegion userIdentity requestParameters responseElements additionalEventData
      resources addendum type principalId arn accountId accessKeyId userName invokedBy sessionContext sessionIssuer
      ec2RoleDelivery assumedRoot reason originalEventID ARN bucketName
      __proto__`.split(/\s+/);
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
      fc.constantFrom(
        '""',
        'null',
        'true',
        '"false"',
        '-0',
        '1e400',
        '1.50',
        '"\\ud800"',
        '"UPDATED_DATA"',
        '"\\u0041"',
      ),
    );
    const escaped = fc.constantFrom('"\\u0062ucketName"', '"resource\\u0073"', '"requestParameter\\u0073"');
    const key = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...names).map((name) => JSON.stringify(name)) },
      escaped,
    );
    const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', maxDepth: 4 },
        scalar,
        tie('object'),
        fc.array(tie('value')).map((of) => `[${of.join()}]`),
      ),
      // Pairs, not a dictionary: if a key is repeated, the last one counts.
      object: fc.array(fc.tuple(key, tie('value'))).map((pairs) => `{${pairs.map((pair) => pair.join(':')).join()}}`),
    }));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value)), (pairs) => {
        const members = [
          ['"eventTime"', '"2026-03-02T10:00:00Z"'],
          ...pairs,
          ['"eventName"', '"GetObject"'],
          ['"eventSource"', '"s3.amazonaws.com"'],
        ];
        const text = `{${members.map((pair) => pair.join(':')).join()}}`;
        const { records } = decode(`{"Records":[${text}]}`);
        const { time, accountId, region } = records[0] as { time: number; accountId: string; region: string };
        expect(records[0]).toEqual(
          plain(new CloudTrailEvent(parsedRow(JSON.parse(text), { time, accountId, region }))),
        );
      }),
      { numRuns: 200 },
    );
  });
});

function parsedRow(
  record: Readonly<Record<string, unknown>>,
  home: { time: number; accountId: string; region: string },
) {
  const at = (path: string) => textOf(record, path.split('.')) || undefined;
  return {
    ...home,
    text: (path: string) => (path in CALLER.columns ? combinedOf(CALLER, path, at) : at(path)),
    value: (name: string) => record[name] ?? undefined,
    all: (path: string) => allAt(record, path.split('.')),
    part: (name: string) => (record[name] === undefined ? undefined : JSON.stringify(record[name])),
    mayHave: () => true,
  };
}
