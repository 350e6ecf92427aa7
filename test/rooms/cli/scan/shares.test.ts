import { expect, test } from 'vitest';
import { sharesOf, takeShares } from '#services/cli/scan/shares.ts';
import { UNNAMED } from '../../sources/decoding.ts';

test('whoever reads takes what nobody has, and leaves the last objects where others should have them', () => {
  const keys = Array.from({ length: 1000 }, (_, n) => `${n}`);
  const shares = sharesOf(
    keys.map((key) => ({ ...UNNAMED, key })),
    2,
  );
  const copy = structuredClone(shares);
  const [mine, theirs] = [takeShares(shares), takeShares(copy, 0.1)];
  const taken = [mine.next(), theirs.next(), theirs.next(), mine.next()].map(({ value }) => value);
  expect(taken.map((share) => share?.number)).toEqual([0, 1, 2, 3]);
  expect([...theirs].flatMap(({ objects }) => objects).at(-1)?.key).toBe('899');
});
