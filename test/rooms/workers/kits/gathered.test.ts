import { expect, test } from 'vitest';
import { gathered } from '#services/workers/kits/gathered.ts';

/** Work that ends when the test says so. */
function held() {
  const begun: { readonly items: readonly string[]; end(): void; fail(error: Error): void }[] = [];
  const work = gathered(
    (items: readonly string[]) =>
      new Promise<readonly string[]>((resolve, reject) => {
        begun.push({ items, end: () => resolve(items), fail: reject });
      }),
  );
  return { begun, work };
}

test('who is alone waits for nobody, and who comes meanwhile goes together next', async () => {
  const { begun, work } = held();
  const first = work(['a']);
  await Promise.resolve();
  const [second, third] = [work(['b', 'c']), work(['d'])];
  await Promise.resolve();
  expect(begun.map(({ items }) => items)).toEqual([['a']]);
  begun[0]?.end();
  expect(await first).toEqual(['a']);
  await Promise.resolve();
  expect(begun.map(({ items }) => items)).toEqual([['a'], ['b', 'c', 'd']]);
  begun[1]?.end();
  expect([await second, await third]).toEqual([
    ['b', 'c', 'd'],
    ['b', 'c', 'd'],
  ]);
});

test('what fails fails for all that it was done for, and for nobody after', async () => {
  const { begun, work } = held();
  const failing = [work(['a']), work(['b'])];
  await Promise.resolve();
  const after = work(['c']);
  begun[0]?.fail(new Error('cut off'));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await Promise.resolve();
  await Promise.resolve();
  begun[1]?.end();
  expect(await after).toEqual(['c']);
});
