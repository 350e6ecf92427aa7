import { expect, test } from 'vitest';
import { decode, gzip, lines, trail } from '../decoding.ts';

test.each<[string, string, RegExp]>([
  [
    'an EventBridge event',
    JSON.stringify({ 'detail-type': 'EC2 Instance State-change Notification', detail: { state: 'running' } }),
    /EventBridge.*State-change/,
  ],
  ['a queue', JSON.stringify({ Messages: [{ Body: '{"order":1}' }] }), /SQS message/],
  [
    'an application',
    trail({ eventName: 'click', eventSource: 'web', eventTime: '2026-03-02T10:00:00Z' }),
    /envelope of records|none of the logs/,
  ],
  ['columns of CloudTrail', 'Event name,Event time,Event source\nA,B,C\n', /CSV/],
  ['a table of the AWS CLI', '-----------\n| LookupEvents |\n+----+\n', /--output table.*--output json/],
  ['YAML of the AWS CLI', "Events:\n- CloudTrailEvent: '...'\n", /--output yaml.*--output json/],
  ['bzip2', 'BZh91AY&SY', /bzip2/],
  ['a zip archive in gzip', '', /zip/],
])('what is none is told with what it came in: %s', (name, content, message) => {
  const { report } = decode(name === 'a zip archive in gzip' ? gzip('PK\u0003\u0004') : content);
  expect(report).toMatchObject({ state: 'failed', records: 0 });
  expect(report.troubles[0]?.message).toMatch(message);
});

test.each([
  [
    `${'79a59df9'.repeat(8)} logs [02/Mar/2026:10:00:00 +0000] 192.0.2.3 - 3E57 REST.GET.OBJECT k "GET /k HTTP/1.1" 200`,
    /Server access logs of S3/,
  ],
  ['#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip', /CloudFront/],
  ['https 2026-03-02T10:00:00.123456Z app/web/50dc6c495c0c9188 192.0.2.1:2817 10.0.0.1:80 0.0', /load balancer/],
  ['tls 2.0 2026-03-02T10:00:00 net/web/c6e77e28c25b2234 g3d4b5e8bb8464cd 192.0.2.1:51341', /load balancer/],
  ['2026-03-02T10:00:00.123456Z web 192.0.2.1:2817 10.0.0.1:80 0.0001 0.001 0.0001 200 200 0 29', /load balancer/],
  [JSON.stringify({ sourceBucket: 'b', destinationBucket: 'd', fileSchema: 'Bucket, Key' }), /S3 Inventory/],
  ['1.0 2026-03-02T10:00:00Z Z123412341234 shop.example A NOERROR UDP FRA6 192.0.2.1 -', /public hosted zones/],
])('lines of another service are named: %s', (line, note) => {
  const { report } = decode(lines(line, line));
  expect(report).toMatchObject({ state: 'passed', records: 0, troubles: [] });
  expect(report.note).toMatch(note);
});
