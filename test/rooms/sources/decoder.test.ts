import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { cpuUsage } from 'node:process';
import { describe, expect, test } from 'vitest';
import { awsService, event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { flow, FLOW_HEADER } from '#services/sources/vpc-flow/example.ts';
import { decode, gzip, HOME, lines, newDecoder, trail, UNNAMED } from './decoding.ts';

const events = ['StopLogging', 'DeleteTrail', 'UpdateTrail'].map((eventName) => event({ eventName }));
const names = (found: ReturnType<typeof decode>) => found.records.map(({ eventName }) => eventName);
/** Any text. */
const ANY: unknown = expect.any(String);
const ALL = ['StopLogging', 'DeleteTrail', 'UpdateTrail'];

function hashOf(content: string | Uint8Array, source: string | undefined): string | undefined {
  return newDecoder().decode({ ...UNNAMED, source }, Buffer.from(content), HOME, () => undefined).textHash;
}

describe('the hash of a text', () => {
  const text = trail(...events).toString();
  const hashed = createHash('sha256').update(text).digest('hex');

  test('is made where digests may prove it, compressed or not', () => {
    expect(hashOf(gzip(text), 'cloudtrail')).toBe(hashed);
    expect(hashOf(text, 'cloudtrail')).toBe(hashed);
    expect(hashOf(gzip(text.replace('StopLogging', 'StartLogging')), 'cloudtrail')).not.toBe(hashed);
  });

  test('is made of what is cut or no record, too', () => {
    expect(hashOf('{"Records":[]}', 'cloudtrail')).toBe(createHash('sha256').update('{"Records":[]}').digest('hex'));
    expect(hashOf(gzip(text).subarray(0, 100), 'cloudtrail')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is made of nothing else: it takes time', () => {
    expect(hashOf(gzip(text), undefined)).toBeUndefined();
    expect(hashOf(gzip(text), 'vpc-flow')).toBeUndefined();
    expect(hashOf('', 'cloudtrail')).toBeUndefined();
  });
});

describe('events are read from whatever carries them', () => {
  const asText = events.map((one) => JSON.stringify(one));

  test.each<[string, string | Uint8Array, readonly number[]]>([
    ['a delivery', trail(...events), [0, 1, 2]],
    ['a delivery with blanks and line breaks', JSON.stringify({ Records: events }, null, 2), [0, 1, 2]],
    [
      'a delivery of several gzip members',
      Buffer.concat([gzip(trail(...events).slice(0, 99)), gzip(trail(...events).slice(99))]),
      [0, 1, 2],
    ],
    ['two deliveries in one file', gzip(trail(events[0]) + trail(events[1], events[2])), [0, 1, 2]],
    ['gzip of gzip', gzip(gzip(trail(...events))), [0, 1, 2]],
    ['a bare array', JSON.stringify(events), [0, 1, 2]],
    ['an event a line', lines(...events), [1, 2, 3]],
    ['an event a line, with blank lines and CRLF', asText.join('\r\n\r\n'), [1, 3, 5]],
    ['objects back to back, as Firehose writes', asText.join(''), [0, 1, 2]],
    ['EventBridge events', lines(...events.map(envelope)), [1, 2, 3]],
    [
      'an answer of LookupEvents',
      JSON.stringify({ Events: asText.map((CloudTrailEvent) => ({ EventName: 'x', CloudTrailEvent })) }),
      [0, 1, 2],
    ],
    ['a CloudWatch Logs subscription', JSON.stringify(subscription(...asText)), [0, 1, 2]],
    [
      'a CloudWatch Logs subscription through Firehose',
      asText.map((one) => JSON.stringify(subscription(one))).join(''),
      [0, 1, 2],
    ],
    ['a file with a byte order mark', `\uFEFF${trail(...events)}`, [0, 1, 2]],
  ])('%s', (_, content, positions) => {
    const found = decode(content);
    expect(names(found)).toEqual(ALL);
    expect(found.positions).toEqual(positions);
    expect(found.report).toMatchObject({
      source: 'cloudtrail',
      state: 'read',
      records: 3,
      unreadable: 0,
      troubles: [],
    });
    expect(found.column('eventName')).toEqual(ALL);
  });

  test('flow records out of CloudWatch Logs keep their places', () => {
    const found = decode(JSON.stringify(subscription(flow({ srcport: 1111 }), flow({ srcport: 2222 }))));
    expect(found.records.map(({ srcport }) => srcport)).toEqual([1111, 2222]);
    expect(found.positions).toEqual([1, 2]);
  });

  test('queries out of CloudWatch Logs', () => {
    expect(decode(JSON.stringify(subscription(JSON.stringify(query())))).records).toHaveLength(1);
  });
});

describe('what is rightly no record is passed over with a note', () => {
  test.each<[string, string | Uint8Array, string?]>([
    ['an empty file', ''],
    ['an empty gzip', gzip('')],
    ['blanks', ' \n\n'],
    ['a folder marker', '', 'AWSLogs/111122223333/'],
    ['a digest by its key', trail(...events), 'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/x.json.gz'],
    ['a digest by its shape', JSON.stringify({ awsAccountId: '1', digestS3Bucket: 'b', logFiles: [] })],
    ['no records', trail()],
    ['null for records', '{"Records":null}'],
    [
      'Insights by their shape',
      trail(event({ eventType: 'AwsCloudTrailInsight', eventCategory: 'Insight', eventName: undefined })),
    ],
    ['network activity events', trail(event({ eventCategory: 'NetworkActivity' }))],
    ['logs of another service', trail(...events), 'AWSLogs/111122223333/elasticloadbalancing/us-east-1/x.log.gz'],
    ['a trial message of CloudWatch Logs', JSON.stringify({ messageType: 'CONTROL_MESSAGE', logEvents: [] })],
    ['a flow log of a header alone', `${FLOW_HEADER}\n`],
    [
      'a transit gateway flow log',
      'version resource-type account-id tgw-id srcaddr dstaddr start\n6 TransitGateway 111122223333 tgw-0 10.0.0.1 10.0.0.2 1772445600\n',
    ],
    [
      'a transit gateway flow log that names no gateway',
      'srcaddr dstaddr start tgw-src-vpc-id\n10.0.0.1 203.0.113.9 1772445600 vpc-0\n',
    ],
    ['one of what gateways lost', 'srcaddr dstaddr start packets-lost-no-route\n10.0.0.1 10.0.0.2 1772445600 0\n'],
    ['one of a resource type', 'resource-type srcaddr dstaddr start\nTransitGateway 10.0.0.1 10.0.0.2 1772445600\n'],
    ['one without a header', 'TransitGateway 111122223333 10.0.0.1 10.0.0.2 1772445600 OK\n'],
  ])('%s', (_, content, key) => {
    const { report } = decode(content, key);
    expect(report).toMatchObject({ state: 'passed', records: 0, unreadable: 0, troubles: [] });
    expect(report.note).toMatch(/\.$/);
  });
});

describe('what is no log is said in one sentence', () => {
  test.each<[string, string | Uint8Array, string?]>([
    ['labels', 'benign\nbenign\nmalicious\n'],
    ['a CSV file', 'domain,family\nshop.example,none\n'],
    ['a list of addresses', '192.0.2.1\n192.0.2.2\n'],
    ['a read-me', '# Logs\n\nSome text about srcaddr and dstaddr.\n'],
    ['JSON of something else', '{"schema":1,"cases":[{"eventID":"x","eventName":"y"}]}'],
    ['JSON lines of something else', lines({ eventID: 'x', eventName: 'y', eventSource: 'z' })],
    ['broken JSON', '{{{{'],
    ['bytes', Uint8Array.from({ length: 999 }, (_, i) => (i * 31) % 256)],
    ['flow records of an unnamed format', '5 111122223333 192.0.2.1 10.0.0.1 1772445600 1772445660 ACCEPT OK\n'],
    ['flow records without addresses', 'version account-id interface-id start log-status\n2 1 eni-1 1772445600 OK\n'],
  ])('%s', (_, content, key) => {
    const { report } = decode(content, key);
    expect(report).toMatchObject({ state: 'failed', records: 0, unreadable: 0 });
    expect(report.troubles.map(({ kind }) => kind)).toEqual(['unknown-format']);
    expect(report.troubles[0]?.message).toMatch(/^[^\n]{20,300}\.$/);
  });
});

describe('nothing is lost and nothing dropped silently', () => {
  test('a record without time or name is unreadable, at its place', () => {
    const found = decode(
      trail(event({ eventTime: 'yesterday' }), events[0], event({ eventName: undefined }), events[1]),
    );
    expect(names(found)).toEqual(['StopLogging', 'DeleteTrail']);
    expect(found.positions).toEqual([1, 3]);
    expect(found.column('eventName')).toEqual(['StopLogging', 'DeleteTrail']);
    expect(found.report).toMatchObject({ state: 'read', records: 2, unreadable: 2 });
    expect(found.report.troubles.map(({ kind, position }) => [kind, position])).toEqual([
      ['unreadable-record', 0],
      ['unreadable-record', 2],
    ]);
  });

  test('elements of Records that are no objects are unreadable, at their place', () => {
    const found = decode(`{"Records":[null,${JSON.stringify(events[0])},7,{"a":]},${JSON.stringify(events[1])}]}`);
    expect(names(found)).toEqual(['StopLogging', 'DeleteTrail']);
    expect(found.positions[0]).toBe(1);
    expect(found.report.unreadable).toBeGreaterThanOrEqual(3);
  });

  test('a text cut at any byte keeps its complete records', () => {
    const small = ALL.map((eventName) => ({
      eventTime: '2026-03-02T10:00:00Z',
      eventSource: 's3.amazonaws.com',
      eventName,
      eventID: '1',
    }));
    for (const whole of [trail(...small), lines(...small)]) {
      const ends = small.map((one) => whole.indexOf(JSON.stringify(one)) + JSON.stringify(one).length);
      for (let size = 13; size < whole.length; size++) {
        const complete = ends.filter((end) => end <= size).length;
        const { report, positions } = decode(whole.slice(0, size));
        expect([size, report.records]).toEqual([size, complete]);
        expect(positions).toEqual(Array.from({ length: complete }, (_, i) => (whole.startsWith('{"Rec') ? i : i + 1)));
        const isWhole = whole.startsWith('{"eventTime') && whole.slice(0, size).trimEnd().endsWith('}');
        const kinds = isWhole ? [] : complete > 0 ? ['truncated'] : [ANY];
        expect([size, report.troubles.map(({ kind }) => kind)]).toEqual([size, kinds]);
      }
    }
  });

  test('gzip that ends early keeps what was complete', () => {
    const many = Array.from({ length: 500 }, (_, i) => event({ eventName: `Call${(i * 2654435761) % 1000003}` }));
    const bytes = gzip(trail(...many));
    const { report } = decode(bytes.subarray(0, Math.floor(bytes.length / 2)));
    expect(report.records).toBeGreaterThan(100);
    expect(report.records).toBeLessThan(500);
    expect(report.troubles.map(({ kind }) => kind)).toContain('truncated');
  });

  test('among lines of events a line that is none is told with its number', () => {
    const found = decode(lines(events[0]!, 'INFO started', events[1]!));
    expect(names(found)).toEqual(['StopLogging', 'DeleteTrail']);
    expect(found.positions).toEqual([1, 3]);
    expect(found.report.troubles.map(({ kind, position }) => [kind, position])).toEqual([['unreadable-record', 2]]);
  });

  test.each([
    ['arrays', '['.repeat(1_000_000)],
    ['closed arrays', '['.repeat(300_000) + ']'.repeat(300_000)],
    ['objects', '{"a":'.repeat(300_000)],
    ['lists of records', '{"Records":['.repeat(200_000)],
    ['quotes that never close', '{"a\n'.repeat(200_000)],
    [
      'an event with deep parameters',
      trail(event({ requestParameters: 'DEEP' })).replace(
        '"DEEP"',
        '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
      ),
    ],
  ])('hostile nesting of %s neither crashes nor takes long', (_, text) => {
    const before = cpuUsage();
    decode(text);
    expect(cpuUsage(before).user).toBeLessThan(5_000_000);
  });

  test('troubles are counted beyond those that are kept', () => {
    const { report } = decode(lines(FLOW_HEADER, ...Array.from({ length: 1000 }, (_, i) => `garbage ${i}`), flow()));
    expect(report).toMatchObject({ records: 1, unreadable: 1000 });
    expect(report.troubles.length).toBeLessThan(50);
    expect(report.troubles[0]).toMatchObject({ position: 2 });
  });

  test('one object leaves nothing behind in the next', () => {
    const first = decode(trail(...events));
    decode(lines(FLOW_HEADER, flow()));
    decode('');
    expect(decode(trail(...events))).toEqual({ ...first, column: expect.any(Function) });
  });
});

describe('whose a record is', () => {
  const key = 'AWSLogs/444455556666/CloudTrail/eu-west-1/2026/03/02/x.json.gz';
  const bare = { recipientAccountId: undefined, awsRegion: undefined, userIdentity: awsService() };
  test.each([
    ['the record says', event(), key, '111122223333', 'us-east-1'],
    [
      'the caller says',
      event({ ...bare, userIdentity: iamUser('bob', '777788889999') }),
      key,
      '777788889999',
      'eu-west-1',
    ],
    ['the key says', event(bare), key, '444455556666', 'eu-west-1'],
    [
      'an anonymous caller says nothing',
      event({ ...bare, userIdentity: { type: 'AWSAccount', accountId: 'anonymous' } }),
      key,
      '444455556666',
      'eu-west-1',
    ],
    [
      'what can be no Region says nothing',
      event({ ...bare, awsRegion: 'a.example/#' }),
      key,
      '444455556666',
      'eu-west-1',
    ],
    ['nor does a text without end', event({ ...bare, awsRegion: 'us'.repeat(500) }), key, '444455556666', 'eu-west-1'],
    ['nothing says', event(bare), 'x.json', HOME.accountId, HOME.region],
  ])('%s', (_, record, objectKey, accountId, region) => {
    const found = decode(trail(record, event()), objectKey);
    expect(found.records[0]).toMatchObject({ accountId, region });
    expect(found.column('accountId')).toEqual([accountId, '111122223333']);
    expect(found.column('region')).toEqual([region, 'us-east-1']);
  });
});

function envelope(detail: object): object {
  return { version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail };
}

function subscription(...messages: readonly string[]): object {
  return {
    messageType: 'DATA_MESSAGE',
    owner: '111122223333',
    logGroup: 'logs',
    logEvents: messages.map((message, id) => ({ id: String(id), timestamp: 1, message })),
  };
}
