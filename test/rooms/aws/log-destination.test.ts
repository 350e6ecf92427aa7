import { expect, test } from 'vitest';
import { asPrefix, parseLogDestination } from '#services/aws/log-destination.ts';

test.each([
  ['arn:aws:s3:::logs', { bucket: 'logs', prefix: '' }],
  ['arn:aws:s3:::logs/', { bucket: 'logs', prefix: '' }],
  ['arn:aws:s3:::logs/some/where', { bucket: 'logs', prefix: 'some/where/' }],
  ['arn:aws-us-gov:s3:::logs/some/where/', { bucket: 'logs', prefix: 'some/where/' }],
  ['arn:aws:logs:us-east-1:111122223333:log-group:flow', undefined],
  ['arn:aws:firehose:us-east-1:111122223333:deliverystream/flow', undefined],
  ['', undefined],
])('%s is delivered to %o', (arn, destination) => {
  expect(parseLogDestination(arn)).toEqual(destination);
});

test('a prefix ends with one slash or is empty', () => {
  expect([asPrefix(''), asPrefix('/'), asPrefix('a'), asPrefix('a/b/')]).toEqual(['', '', 'a/', 'a/b/']);
});
