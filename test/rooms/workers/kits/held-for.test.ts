import { expect, test } from 'vitest';
import { heldFor } from '#services/workers/kits/held-for.ts';

test('what was read is held for a time, and no failure is', async () => {
  let ms = 1000;
  let reads = 0;
  const next = heldFor(100, { now: () => new Date(ms) }, async () => {
    reads++;
    if (reads === 1) throw new Error('The database does not answer.');
    return reads;
  });
  await expect(next()).rejects.toThrow('does not answer');
  const at = async (time: number) => {
    ms = time;
    return next();
  };
  expect([await at(1000), await at(1099), await at(1100), await at(900)]).toEqual([2, 2, 3, 4]);
});
