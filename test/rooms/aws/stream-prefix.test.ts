import { expect, test } from 'vitest';
import { parseStreamPrefix } from '#services/aws/stream-prefix.ts';

/** Prefixes as owners of streams write them, and the part of the keys before the date. */
test.each([
  ['', '', false],
  ['AWSLogs/eks/', 'AWSLogs/eks/', false],
  ['eks', 'eks', false],
  ['eks/!{timestamp:yyyy/MM/dd/HH}/', 'eks/', false],
  ['eks/!{timestamp:yyyy}/!{timestamp:MM}/!{timestamp:dd}/!{timestamp:HH}/', 'eks/', false],
  ['!{timestamp:YYYY/MM/dd}/', '', false],
  ['eks/!{timestamp:yyyy/MM/dd}/!{firehose:random-string}/', 'eks/', false],
  ['eks/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/', 'eks/', true],
  ["eks/!{timestamp:'year='yyyy'/month='MM'/day='dd}/", 'eks/', true],
])('"%s" puts dates after "%s", as Hive does: %s', (written, prefix, hive) => {
  expect(parseStreamPrefix(written)).toEqual({ prefix, hive });
});

test.each([
  '!{firehose:random-string}/!{timestamp:yyyy/MM/dd}/',
  'eks/!{partitionKeyFromQuery:group}/!{timestamp:yyyy/MM/dd}/',
  'eks/!{timestamp:dd/MM/yyyy}/',
  'eks/!{timestamp:yyyy-MM-dd}/',
  'eks/!{timestamp:yyyy/MM/ddHH}/',
  'eks/year=!{timestamp:yyyy}/!{timestamp:MM}/!{timestamp:dd}/',
  'eks/!{timestamp:yyyy/MM/dd}/eks-',
])('"%s" gives keys that are not listed in order of their dates', (written) => {
  expect(parseStreamPrefix(written)).toBeUndefined();
});
