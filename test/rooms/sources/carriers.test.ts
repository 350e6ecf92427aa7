import { Buffer } from 'node:buffer';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { event } from '#services/sources/cloudtrail/example.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { flow, FLOW_HEADER } from '#services/sources/vpc-flow/example.ts';
import { decode, gzip, lines, trail } from './decoding.ts';

const ALL = ['StopLogging', 'DeleteTrail', 'UpdateTrail'];
const events = ALL.map((eventName) => event({ eventName }));
const texts = events.map((one) => JSON.stringify(one));
const flows = [1111, 2222, 3333].map((srcport) => flow({ srcport }));
const NAMES = FLOW_HEADER.split(' ');
const TIME = '2026-03-02T10:00:00.000Z';
const ESCAPE = '\u001b';

/** As CloudWatch Logs hands log events to a subscription. */
function subscription(messages: readonly string[], owner = '111122223333'): object {
  return {
    messageType: 'DATA_MESSAGE',
    owner,
    logGroup: 'logs',
    logStream: 's',
    subscriptionFilters: ['all'],
    logEvents: messages.map((message, id) => ({ id: String(id), timestamp: 1772445600000, message })),
  };
}

function base64(content: string | Uint8Array | object): string {
  const bytes = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content);
  return Buffer.from(bytes).toString('base64');
}

function packed(content: object): string {
  return base64(gzip(JSON.stringify(content)));
}

const sns = (Message: string): object => ({
  Type: 'Notification',
  MessageId: 'm',
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t',
  Message,
});
const bridge = (detail: object): object => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.ec2',
  account: '444455556666',
  region: 'eu-west-1',
  detail,
});
const kinesis = (data: string): object => ({
  kinesis: { partitionKey: 'p', data },
  eventSource: 'aws:kinesis',
  eventName: 'aws:kinesis:record',
  awsRegion: 'eu-west-1',
});
const csv = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join()).join('\n');
const record = (eventSource: string, more: object): string =>
  JSON.stringify({ Records: [{ eventSource, eventVersion: '1.0', ...more }] });

describe('events come out of whatever carries them', () => {
  test.each<[string, string | Uint8Array]>([
    ['an export of CloudWatch Logs', gzip(texts.map((one) => `${TIME} ${one}\n`).join(''))],
    ['aws logs tail, short', texts.map((one) => `2026-03-02T10:00:00 ${one}\n`).join('')],
    [
      'aws logs tail',
      texts.map((one) => `2026-03-02T10:00:00.000000+00:00 111122223333_CloudTrail_us-east-1 ${one}\n`).join(''),
    ],
    [
      'aws logs tail in colours',
      texts
        .map((one) => `${ESCAPE}[32m2026-03-02T10:00:00+00:00${ESCAPE}[0m ${ESCAPE}[33mstream${ESCAPE}[0m ${one}\n`)
        .join(''),
    ],
    [
      'aws logs tail as JSON',
      events.map((one) => `2026-03-02T10:00:00+00:00 stream ${JSON.stringify(one, null, 4)}\n`).join(''),
    ],
    ['a line of syslog', texts.map((one) => `<134>Mar  2 10:00:00 host trail: ${one}\n`).join('')],
    [
      'get-log-events',
      JSON.stringify({ events: texts.map((message) => ({ timestamp: 1, message })), nextForwardToken: 'f' }),
    ],
    ['get-log-events with objects for messages', JSON.stringify({ events: events.map((message) => ({ message })) })],
    [
      'GetQueryResults',
      JSON.stringify({
        status: 'Complete',
        results: texts.map((value) => [
          { field: '@timestamp', value: TIME },
          { field: '@message', value },
        ]),
      }),
    ],
    ['rows of the console', JSON.stringify(events.map((one) => ({ '@timestamp': TIME, '@message': one })))],
    ['the console as CSV', csv(['timestamp', 'message'], ...texts.map((one) => ['1772445600000', one]))],
    ['CloudTrail Lake as CSV', csv(['eventJson'], ...texts.map((one) => [one]))],
    ['Insights as CSV', csv(['@timestamp', '@message'], ...texts.map((one) => [TIME, one]))],
    ['Splunk as CSV', csv(['_time', 'host', '_raw'], ...texts.map((one) => [TIME, 'h', one]))],
    ['an SNS notification each', lines(...texts.map(sns))],
    ['an EventBridge event each, through SNS', lines(...events.map((one) => sns(JSON.stringify(bridge(one)))))],
    ['EventBridge events without their type', lines(...events.map((detail) => ({ detail })))],
    ['EventBridge events whose detail is a text', lines(...texts.map((detail) => ({ ...bridge({}), detail })))],
    ['JSON in a text of JSON', JSON.stringify(JSON.stringify({ Records: events }))],
    ['JSON in texts of JSON, a line each', lines(...texts)],
    [
      'an archive of Datadog',
      lines(...events.map((attributes) => ({ service: 'cloudtrail', source: 'cloudtrail', attributes }))),
    ],
    ['an answer of ReceiveMessage', JSON.stringify({ Messages: texts.map((Body) => ({ MessageId: 'm', Body })) })],
    [
      'an event of a topic in a message of a queue in an answer',
      JSON.stringify({ Messages: events.map((one) => ({ Body: JSON.stringify(sns(JSON.stringify(bridge(one)))) })) }),
    ],
    [
      'SQS for Lambda',
      JSON.stringify({ Records: texts.map((body) => ({ messageId: 'm', body, eventSource: 'aws:sqs' })) }),
    ],
    ['SNS for Lambda', JSON.stringify({ Records: texts.map((one) => ({ EventSource: 'aws:sns', Sns: sns(one) })) })],
    ['a subscription for Lambda', JSON.stringify({ awslogs: { data: packed(subscription(texts)) } })],
    ['a subscription through Kinesis for Lambda', JSON.stringify({ Records: [kinesis(packed(subscription(texts)))] })],
    ['Kinesis records of one event', JSON.stringify({ Records: texts.map((one) => kinesis(base64(one))) })],
    ['GetRecords', JSON.stringify({ Records: texts.map((one) => ({ SequenceNumber: '1', Data: base64(one) })) })],
    ['Firehose for Lambda', JSON.stringify({ records: texts.map((one) => ({ recordId: '1', data: base64(one) })) })],
    [
      'Kafka for Lambda',
      JSON.stringify({ eventSource: 'aws:kafka', records: { 't-0': texts.map((one) => ({ value: base64(one) })) } }),
    ],
    ['base64 lines of subscriptions', lines(...texts.map((one) => packed(subscription([one]))))],
    ['base64 wrapped at 76 columns', packed(subscription(texts)).replaceAll(/.{76}/g, '$&\n')],
    ['base64 of JSON', base64(trail(...events))],
    ['base64 of zstd', base64(zstdCompressSync(Buffer.from(trail(...events))))],
    ['an export of Elastic', lines(...texts.map((original) => ({ '@timestamp': TIME, event: { original } })))],
    [
      'an answer of Elasticsearch',
      JSON.stringify({ hits: { hits: texts.map((message) => ({ _source: { message } })) } }),
    ],
    ['an export of Splunk', lines(...texts.map((_raw) => ({ preview: false, result: { _raw } })))],
    ['CloudTrail Lake', JSON.stringify({ QueryResultRows: texts.map((eventJson) => [{ eventJson }]) })],
    [
      'a text that is JSON twice',
      JSON.stringify(trail(...events))
        .replace(/^/, '[')
        .concat(']'),
    ],
    ['the AWS CLI as text', texts.map((one) => `EVENTS\t1772445600000\t${one}\t1772445600000\n`).join('')],
    ['messages of the AWS CLI as text', texts.join('\t')],
    [
      'what Firehose could not deliver',
      lines(...texts.map((one) => ({ attemptsMade: 4, errorCode: 'Lambda.FunctionError', rawData: base64(one) }))),
    ],
    [
      'a request of PutEvents',
      JSON.stringify({ Entries: texts.map((Detail) => ({ Source: 'replay', DetailType: 'event', Detail })) }),
    ],
    [
      'what Lambda sends on',
      lines(...events.map((one) => ({ requestContext: { condition: 'Success' }, requestPayload: bridge(one) }))),
    ],
    ['a portion of the log of a database', JSON.stringify({ LogFileData: `${texts.join('\n')}\n`, Marker: '0' })],
    [
      'Live Tail',
      JSON.stringify({ sessionUpdate: { sessionResults: texts.map((message) => ({ message, logStreamName: 's' })) } }),
    ],
    [
      'OpenTelemetry',
      JSON.stringify({
        resourceLogs: [{ scopeLogs: [{ logRecords: texts.map((stringValue) => ({ body: { stringValue } })) }] }],
      }),
    ],
    ['UTF-16 as PowerShell writes', Buffer.from(`\uFEFF${trail(...events)}`, 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(`\uFEFF${trail(...events)}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(lines(...texts), 'utf16le')],
    ['zstd', zstdCompressSync(Buffer.from(trail(...events)))],
    ['gzip of zstd of gzip', gzip(zstdCompressSync(gzip(trail(...events))))],
    [
      'carriers of several kinds',
      lines(subscription(texts.slice(0, 1)), sns(texts[1]!), bridge(events[2]!), { Records: [] }),
    ],
  ])('%s', (_, content) => {
    const found = decode(content);
    expect(found.report).toMatchObject({ state: 'read', records: 3, unreadable: 0, troubles: [] });
    expect(found.records.map(({ eventName }) => eventName).toSorted()).toEqual(ALL.toSorted());
    expect(new Set(found.positions).size).toBe(3);
  });
});

describe('flow records come out of whatever carries them', () => {
  const spelt =
    'version account interfaceid sourceaddress destinationaddress sourceport destinationport protocol numpackets numbytes starttime endtime action logstatus';
  const cells = flows.map((one) => one.split(' '));
  test.each<[string, string | Uint8Array]>([
    ['an export of CloudWatch Logs', flows.map((one) => `${TIME} ${one}\n`).join('')],
    ['aws logs tail', flows.map((one) => `2026-03-02T10:00:00.000000+00:00 eni-0123-all ${one}\n`).join('')],
    ['messages of the AWS CLI as text, all on one line', flows.join('\t')],
    ['the same behind a blank line, and more below', `\n${flows.slice(0, 2).join('\t')}\n${flows[2]}\n`],
    ['groups and streams before each', flows.map((one) => `/vpc/flow eni-0123-all ${one}\n`).join('')],
    ['filter-log-events', JSON.stringify({ events: flows.map((message) => ({ message })) })],
    ['Firehose', flows.map((message) => JSON.stringify({ message })).join('')],
    ['the console as CSV', ['timestamp,message', ...flows.map((one) => `1772445600000,${one}`)].join('\n')],
    ['Athena', csv(spelt.split(' '), ...cells)],
    [
      'columns with underscores',
      csv(
        cells[0]!.map((_, at) => NAMES[at]!.replaceAll('-', '_')),
        ...cells,
      ),
    ],
    ['tabs', [NAMES, ...cells].map((row) => row.join('\t')).join('\n')],
    ['a header of DescribeFlowLogs', [NAMES.map((name) => `\${${name}}`).join(' '), ...flows].join('\n')],
    ['Kinesis records of several', JSON.stringify({ Records: [kinesis(base64(flows.join('\n')))] })],
    ['UTF-16', Buffer.from(`\uFEFF${[NAMES.join(' '), ...flows].join('\r\n')}`, 'utf16le')],
    [
      'no traffic first',
      [flow({ log_status: 'NODATA', srcaddr: '-', dstaddr: '-', action: '-' }), ...flows]
        .map((one) => `${TIME} ${one}\n`)
        .join(''),
    ],
  ])('%s', (_, content) => {
    const found = decode(content);
    expect(found.report).toMatchObject({ source: 'vpc-flow', state: 'read', records: 3, unreadable: 0 });
    expect(found.records.map(({ srcport }) => srcport)).toEqual([1111, 2222, 3333]);
  });

  test('kinds are told apart within one carrier, and none is lost', () => {
    const messages = [flows[0]!, texts[0]!, JSON.stringify(query()), flows[1]!, 'START RequestId: 1'];
    const found = decode(JSON.stringify(subscription(messages)));
    expect(found.report).toMatchObject({ records: 4, unreadable: 1 });
    expect(found.positions.toSorted()).toEqual([1, 2, 3, 4]);
  });

  test('lines keep their numbers', () => {
    const found = decode([`${TIME} ${flows[0]}`, 'garbage', `${TIME} ${flows[1]}`].join('\n'));
    expect(found.positions).toEqual([1, 3]);
    expect(found.report.troubles.map(({ position }) => position)).toEqual([2]);
  });

  test('records side by side have the number of their line, and those with blanks between them are told of', () => {
    const found = decode(`${flows[0]}\t${flows[1]}\n${flows[2]}\n`);
    expect(found.positions).toEqual([1, 1, 2]);
    const { report } = decode(flows.join(' '));
    expect(report).toMatchObject({ state: 'failed', records: 0 });
    expect(report.troubles[0]?.message).toMatch(/Flow records of 42 fields/);
  });

  test('a word in a table without a header is no name of a column', () => {
    const { report } = decode('2026-03-02 10:00:00 UTC,admin,,7,x,,LOG,,message\n');
    expect(report).toMatchObject({ state: 'failed', troubles: [{ kind: 'unknown-format' }] });
  });

  test('rows of a table keep the numbers of their lines', () => {
    const found = decode(csv(['timestamp', 'message'], ['1', JSON.stringify(events[0], null, 1)], ['2', texts[1]!]));
    const height = JSON.stringify(events[0], null, 1).split('\n').length;
    expect(found.positions).toEqual([2, 2 + height]);
  });
});

describe('a carrier says whose its records are that do not say', () => {
  const bare = event({ recipientAccountId: undefined, awsRegion: undefined, userIdentity: { type: 'AWSService' } });
  test.each<[string, object, string, string]>([
    ['EventBridge its account and Region', bridge(bare), '444455556666', 'eu-west-1'],
    ['a subscription its owner', subscription([JSON.stringify(bare)], '444455556666'), '444455556666', 'eu-central-1'],
    ['a topic its Region', sns(JSON.stringify(bare)), '999988887777', 'eu-west-1'],
    [
      'the inner one says it better',
      sns(JSON.stringify(subscription([JSON.stringify(bare)], '777788889999'))),
      '777788889999',
      'eu-west-1',
    ],
    ['the inner one wins', bridge(subscription([JSON.stringify(bare)], '777788889999')), '777788889999', 'eu-west-1'],
    ['what is no account says nothing', subscription([JSON.stringify(bare)], 'me'), '999988887777', 'eu-central-1'],
  ])('%s', (_, carrier, accountId, region) => {
    expect(decode(JSON.stringify(carrier)).records[0]).toMatchObject({ accountId, region });
  });

  test('each of two owners has its own', () => {
    const unknown = flow({ account_id: 'unknown' });
    const found = decode(lines(subscription([unknown], '444455556666'), subscription([unknown], '777788889999')));
    expect(found.column('accountId')).toEqual(['444455556666', '777788889999']);
  });
});

describe('what other services send is named as that', () => {
  const notification = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: TIME,
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AROA' },
    s3: { bucket: { name: 'b' }, object: { key: 'k' } },
  };
  test.each<[string, string, RegExp]>([
    ['S3 notifications', JSON.stringify({ Records: [notification] }), /S3 event notifications/],
    ['S3 notifications, one a line', lines(notification, notification), /S3 event notifications/],
    [
      'S3 notifications in a queue',
      JSON.stringify({ Messages: [{ Body: JSON.stringify({ Records: [notification] }) }] }),
      /S3 event notifications/,
    ],
    ['S3 through a topic', JSON.stringify(sns(JSON.stringify({ Records: [notification] }))), /S3 event notifications/],
    [
      'S3 through EventBridge',
      JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: {}, object: {} } }),
      /S3 event notifications/,
    ],
    [
      'what AWS tells of itself through EventBridge',
      JSON.stringify({ source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: {} }),
      /EventBridge/,
    ],
    [
      'GuardDuty through EventBridge',
      JSON.stringify({
        source: 'aws.guardduty',
        'detail-type': 'GuardDuty Finding',
        detail: { service: { serviceName: 'guardduty' } },
      }),
      /GuardDuty/,
    ],
    ['MinIO', JSON.stringify({ Records: [{ ...notification, eventSource: 'minio:s3' }] }), /S3 event notifications/],
    [
      'a test of S3',
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }),
      /S3 event notifications/,
    ],
    ['deliveries of CloudTrail', JSON.stringify(sns('{"s3Bucket":"b","s3ObjectKey":["k"]}')), /CloudTrail delivered/],
    ['DynamoDB', record('aws:dynamodb', { eventName: 'INSERT', eventTime: TIME, dynamodb: {} }), /DynamoDB/],
    ['SES', record('aws:ses', { ses: {} }), /SES/],
    ['CodeCommit', record('aws:codecommit', { eventName: 'x', eventTime: TIME, codecommit: {} }), /CodeCommit/],
    ['CodePipeline', JSON.stringify({ 'CodePipeline.job': { id: '1' } }), /CodePipeline/],
    ['Config', JSON.stringify({ messageType: 'ConfigurationItemChangeNotification', configurationItem: {} }), /Config/],
    ['IoT', JSON.stringify({ eventType: 'THING_EVENT', operation: 'CREATED' }), /IoT/],
    ['somebody else', record('aws:neptune', { eventName: 'x', eventTime: TIME }), /aws:neptune/],
  ])('%s', (_, content, note) => {
    const { report } = decode(content);
    expect(report).toMatchObject({ state: 'passed', records: 0, unreadable: 0, troubles: [] });
    expect(report.note).toMatch(note);
  });

  test('among events they are counted, and the events are read', () => {
    expect(decode(trail(events[0], notification, events[1])).report).toMatchObject({
      records: 2,
      passed: 1,
      unreadable: 0,
    });
    expect(decode(lines(events[0]!, notification)).report).toMatchObject({ records: 1, passed: 1, unreadable: 0 });
  });
});

describe('what is broken or cut costs nothing else its data', () => {
  test.each<[string, string | Uint8Array, number, number]>([
    ['a subscription that is cut', JSON.stringify(subscription(texts)).slice(0, -200), 2, 1],
    ['gzip in base64 that is cut', base64(gzip(texts.join('\n')).subarray(0, -30)), 2, 1],
    ['gzip in base64 without its end', base64(gzip(lines(...texts)).subarray(0, -8)), 3, 1],
    ['base64 that is no gzip', JSON.stringify({ Records: [kinesis('H4sIAAAA'), kinesis(base64(texts[0]!))] }), 1, 1],
    ['a message that is no JSON', lines(sns('{"a":'), sns(texts[0]!)), 1, 1],
    [
      'an answer with a spoiled element',
      `{"events":[{"message":${JSON.stringify(texts[0])}},{"x":]},{"message":${JSON.stringify(texts[1])}}]}`,
      2,
      1,
    ],
  ])('%s', (_, content, records, unreadable) => {
    const { report } = decode(content);
    expect(report.records).toBe(records);
    expect(report.unreadable).toBeGreaterThanOrEqual(unreadable);
  });

  test('carriers in carriers without end are no log, and take no time', () => {
    let nested = texts[0]!;
    for (let depth = 0; depth < 12; depth++) nested = JSON.stringify({ Message: nested, TopicArn: 'a' });
    expect(decode(nested).report).toMatchObject({ state: 'failed', records: 0 });
  });

  test('what unpacks without end is refused', () => {
    const bomb = kinesis(base64(gzip(Buffer.alloc(300 << 20))));
    const { report } = decode(JSON.stringify({ Records: [bomb, kinesis(base64(texts[0]!))] }));
    expect(report).toMatchObject({ records: 1, troubles: [{ kind: 'over-bound' }] });
  });
});
