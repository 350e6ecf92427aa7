import { expect, test } from 'vitest';
import { filterJson, mistakeInFilter, type FindingFilter } from '#services/model/finding-filter.ts';

const nested = (depth: number): FindingFilter => (depth === 0 ? { archived: true } : { not: nested(depth - 1) });
const many = (n: number): readonly FindingFilter[] => Array.from({ length: n }, () => ({ archived: true }));

test.each<readonly [string, FindingFilter, string | undefined]>([
  ['five deep', nested(5), undefined],
  ['six deep', nested(6), 'Filters can be nested at most 5 deep.'],
  ['fifty conditions, each a filter', { or: many(50) }, undefined],
  ['one more', { or: many(51) }, 'A filter has at most 100 conditions.'],
  ['filters of nothing', { and: Array.from({ length: 101 }, () => ({})) }, 'A filter has at most 100 conditions.'],
  ['a thousand values', { resourceIds: Array.from({ length: 1000 }, String) }, undefined],
  [
    'one more value',
    { not: { resourceIds: Array.from({ length: 1001 }, String) } },
    'resourceIds takes at most 1000 values.',
  ],
  ['many letters', { text: 'x'.repeat(201) }, 'text has at most 200 characters.'],
])('%s', (_, filter, mistake) => expect(mistakeInFilter(filter)).toBe(mistake));

test('a filter is written as the API takes it', () => {
  const filter: FindingFilter = {
    severities: ['High'],
    types: ['Recon:EC2/Portscan'],
    or: [
      { seenFrom: new Date('2026-11-22T19:00:00Z') },
      { not: { assigned: true, severityMin: 7, archived: undefined } },
    ],
  };
  expect(filterJson(filter)).toEqual({
    severities: ['HIGH'],
    types: ['Recon:EC2/Portscan'],
    or: [{ seenFrom: '2026-11-22T19:00:00.000Z' }, { not: { assigned: true, severityMin: 7 } }],
  });
});
