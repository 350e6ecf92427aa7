import { expect, test } from 'vitest';
import { inParallel } from '#services/workers/kits/in-parallel.ts';

test('work is done so many at a time, and comes in the order of what it was done for', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([30, 5, 20, 1, 10], 2, async (ms) => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, ms));
    running--;
    return ms * 2;
  });
  expect(results).toEqual([60, 10, 40, 2, 20]);
  expect(most).toBe(2);
  expect(await inParallel([], 2, async () => 1)).toEqual([]);
});

test('work that fails fails all of it: what is under way ends first, and nothing else is begun', async () => {
  const told: string[] = [];
  const failing = inParallel([1, 2, 3], 2, async (n) => {
    told.push(`${n} begins`);
    if (n === 2) throw new Error('The second fails.');
    await new Promise((done) => setTimeout(done, 1));
    told.push(`${n} ends`);
  });
  await expect(failing).rejects.toThrow('The second fails.');
  expect(told).toEqual(['1 begins', '2 begins', '1 ends']);
});
