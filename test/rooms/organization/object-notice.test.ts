import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noticesIn } from '#services/organization/object-notice.ts';

const OBJECT = { bucket: 'logs', key: 'AWSLogs/a b/ü+1.json.gz', etag: 'abc', sizeBytes: 12 };

function s3Event(eventName: string, key = 'AWSLogs/a+b/%C3%BC%2B1.json.gz') {
  const s3 = { bucket: { name: 'logs', arn: 'arn:aws:s3:::logs' }, object: { key, size: 12, eTag: 'abc' } };
  return { Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName, s3 }] };
}

function bridged(type: string) {
  const object = { key: OBJECT.key, size: 12, etag: '"abc"', sequencer: '1' };
  return { source: 'aws.s3', 'detail-type': type, detail: { bucket: { name: 'logs' }, object } };
}

const throughTopic = (message: object) => ({ Type: 'Notification', TopicArn: 'x', Message: JSON.stringify(message) });

test.each([
  ['S3 itself', s3Event('ObjectCreated:Put')],
  ['a multipart upload', s3Event('ObjectCreated:CompleteMultipartUpload')],
  ['a topic', throughTopic(s3Event('ObjectCreated:Put'))],
  ['EventBridge', bridged('Object Created')],
  ['a rule that hands on to a topic', throughTopic(bridged('Object Created'))],
])('told by %s', (_, message) => {
  expect(noticesIn(JSON.stringify(message))).toEqual([OBJECT]);
});

test.each([
  ['the test of S3', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' }],
  ['what was deleted', s3Event('ObjectRemoved:Delete')],
  ['what EventBridge says was deleted', bridged('Object Deleted')],
])('%s tells of no object', (_, message) => {
  expect(noticesIn(JSON.stringify(message))).toEqual([]);
});

test.each([
  '',
  'hello',
  '[]',
  '{"Records":[{"eventSource":"aws:ses"}]}',
  '{"Type":"Notification","Message":"{"}',
  'null',
])('%j is no notification', (text) => {
  expect(noticesIn(text)).toBeUndefined();
});

test('a key that is not encoded as it should be stays as it is', () => {
  expect(noticesIn(JSON.stringify(s3Event('ObjectCreated:Put', '100%')))).toMatchObject([{ key: '100%' }]);
});

test.each([
  [512, 1],
  [513, 0],
])('a key of %i letters of two bytes names objects: %i', (letters, objects) => {
  const key = encodeURIComponent('ü'.repeat(letters));
  expect(noticesIn(JSON.stringify(s3Event('ObjectCreated:Put', key)))).toHaveLength(objects);
});

test('whatever stands in a message, nothing breaks', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      noticesIn(text);
      noticesIn(JSON.stringify({ Type: 'Notification', Message: text }));
    }),
  );
});
