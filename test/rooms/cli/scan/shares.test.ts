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

test.each([0, 1, 47, 48, 96, 10_000, 40_000])(
  'of %d objects each is in one share, and no share is empty or too large',
  (count) => {
    const objects = Array.from({ length: count }, (_, n) => ({ ...UNNAMED, key: `${n}` }));
    const all = [...takeShares(sharesOf(objects, 2))];
    expect(all.flatMap((share) => share.objects)).toEqual(objects);
    expect(all.map(({ number }) => number)).toEqual(all.map((_, n) => n));
    expect(all.every((share) => share.objects.length > 0 && share.objects.length <= 400)).toBe(true);
    expect(all.length).toBe(Math.ceil(count / Math.min(400, Math.max(1, Math.floor(count / 48)))));
  },
);
