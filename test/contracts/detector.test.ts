import { describe, expect, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import { openExampleReader } from '../example-run.ts';
import { aboutFollowsFromBy, groupsKeepEnough } from './promises.ts';

/** What every detector promises, by its own examples. */

const detectors = await loadDetectors();
const read = await openExampleReader();

describe.each(detectors)('$type', (detector) => {
  test('what groups keep of a record gives the subject and the action that the whole record gives', () => {
    expect(() => groupsKeepEnough(detector, read)).not.toThrow();
  });
});

describe.each(detectors.filter(({ by }) => by !== undefined))('$type', (detector) => {
  test('what it is about follows from the fields of its `by`', () => {
    expect(() => aboutFollowsFromBy(detector, read)).not.toThrow();
  });
});

describe.each(detectors)('$type', ({ examples, needs = [] }) => {
  test('needs a list where each of its examples has one, and says which will do', () => {
    const given = Object.values(examples.fires).map((make) => new Set(Object.keys(make().lists ?? {})));
    const isWithout = given.filter((lists) => !needs.some((category) => lists.has(category)));
    expect(isWithout.length > 0).toBe(needs.length === 0);
    expect(given.every((lists) => lists.size > 0)).toBe(needs.length > 0);
    for (const category of needs) expect(given.some((lists) => lists.has(category))).toBe(true);
  });
});
