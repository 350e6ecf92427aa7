import { expect, test } from 'vitest';
import { closest, didYouMean } from '#services/model/closest.ts';

test.each([
  ['findngs', 'findings'],
  ['find', 'findings'],
  ['scna', 'scan'],
  ['f', undefined],
  ['scenery', undefined],
  ['', undefined],
])('by "%s" %s is meant', (given, meant) => {
  expect(closest(given, ['scan', 'findings', 'serve'])).toBe(meant);
});

test('of two that are near, the nearer is meant', () => {
  expect(closest('southeasr', ['northeast', 'southwest', 'southeast'])).toBe('southeast');
  expect([didYouMean('scan'), didYouMean(undefined)]).toEqual(['Did you mean scan?', undefined]);
});
