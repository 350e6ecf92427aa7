import { expect, test } from 'vitest';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';

test('what was used longest ago goes when there is too much', () => {
  const held = createHeldTallies(10);
  const tally = { version: '1', value: new Uint8Array(4) };
  held.put('a', tally);
  held.put('b', tally);
  expect(held.get('a')).toEqual(tally);
  held.put('c', tally);
  expect([held.get('a'), held.get('b'), held.get('c')]).toEqual([tally, undefined, tally]);
});

test('a newer version takes the place of the older', () => {
  const held = createHeldTallies(10);
  for (let version = 0; version < 9; version++) held.put('a', { version: `${version}`, value: new Uint8Array(6) });
  expect(held.get('a')?.version).toBe('8');
});

test('one that is larger than all there is room for is not held', () => {
  const held = createHeldTallies(10);
  held.put('a', { version: '1', value: new Uint8Array(11) });
  expect(held.get('a')).toBeUndefined();
});
