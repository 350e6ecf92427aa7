import { expect, test } from 'vitest';
import { Gate } from '#graphql/gate.ts';

test('few run at once, the others in the order in which they came, and whoever finds the line full is told', async () => {
  const gate = new Gate(2, 2, 'Full.');
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const run = (n: number, fails = false) =>
    gate.run(async () => {
      begun.push(n);
      await new Promise<void>((end) => ends.push(end));
      if (fails) throw new Error('broke');
      return n;
    });
  const [first, second, third, fourth] = [run(1), run(2, true), run(3), run(4)];
  await expect(run(5)).rejects.toMatchObject({ message: 'Full.', extensions: { code: 'TRY_AGAIN' } });
  expect(begun).toEqual([1, 2]);
  ends[1]?.();
  await expect(second).rejects.toThrow('broke');
  await Promise.resolve();
  expect(begun).toEqual([1, 2, 3]);
  ends[0]?.();
  expect(await first).toBe(1);
  ends[2]?.();
  expect(await third).toBe(3);
  ends[3]?.();
  expect(await fourth).toBe(4);
  // Nobody is left inside, so two run at once again.
  void run(6);
  void run(7);
  await Promise.resolve();
  expect(begun).toEqual([1, 2, 3, 4, 6, 7]);
  ends.forEach((end) => end());
});
