import { expect, test } from 'vitest';
import { isOperated } from '#services/detectors/kits/operated-zones.ts';

test.each([
  ['lm37ugn4.dkim.amazonses.com', [], true],
  ['x.acm-validations.aws', [], true],
  ['amazonaws.com', [], true],
  ['notamazonaws.com', [], false],
  ['a.amazonaws.com.evil.example', [], false],
  ['a.lookup.filter.example', ['filter.example'], true],
  ['a.lookup.filter.example', ['*.Filter.Example.'], true],
  ['a.lookup.filter.example', ['ilter.example'], false],
  ['a.lookup.filter.example', [''], false],
])('%s, with %j: %s', (name, zones, expected) => {
  expect(isOperated(name, zones)).toBe(expected);
});
