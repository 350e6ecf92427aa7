import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Things, thingsWeight } from '#services/engine/things.ts';

function thingsOf(names: Iterable<string | number>): Things {
  const things = new Things();
  for (const name of names) things.add(name);
  return things;
}

const keys = (count: number, of = 'key') => Array.from({ length: count }, (_, i) => `${of}-${i}`);

test('things are counted exactly while they are few, and within a third when they are many', () => {
  for (const count of [0, 1, 2, 63, 64]) expect(thingsOf(keys(count)).size).toBe(count);
  for (const count of [500, 5000, 50_000]) {
    expect(thingsOf(keys(count)).size).toBeGreaterThan(count * 0.67);
    expect(thingsOf(keys(count)).size).toBeLessThan(count * 1.33);
  }
});

test('things are the same in any order, met again, and merged from parts', () => {
  const names = fc.array(fc.integer({ min: 0, max: 300 }).map(String), { maxLength: 400, size: 'max' });
  fc.assert(
    fc.property(names, names, (some, others) => {
      const all = thingsOf([...some, ...others]);
      expect(thingsOf([...others, ...some, ...others]).hashes).toEqual(all.hashes);
      expect(thingsOf([...thingsOf(others).hashes, ...thingsOf(some).hashes]).hashes).toEqual(all.hashes);
    }),
    { numRuns: 50 },
  );
});

test('neither count nor weight ever falls, and what was added says by how much it weighs more', () => {
  const things = new Things();
  let [size, weight] = [0, 0];
  for (const name of keys(2000)) {
    const by = things.add(name);
    expect(things.size).toBeGreaterThanOrEqual(size);
    expect(by).toBeGreaterThanOrEqual(0);
    expect(things.weight).toBe(weight + by);
    expect(things.add(name)).toBe(0);
    ({ size, weight } = things);
  }
  expect(thingsWeight(things.hashes)).toBe(weight);
});
