import { expect, test } from 'vitest';
import { TallySpill } from '#services/cli/scan/tally-spill.ts';

const FIRST = { type: 'Recon:EC2/Portscan', windowStart: 1 } as const;
const SECOND = { ...FIRST, windowStart: 2 };
const all = () => true;

test.each([
  ['in memory', 1 << 20],
  ['in a file', 0],
])('what is put away %s is taken back once, by account and Region', (_, bytesMax) => {
  using spill = new TallySpill(bytesMax);
  spill.put(FIRST, { home: 'a', answers: false, stored: { of: 'a' } });
  spill.put(FIRST, { home: 'b', answers: true, stored: { of: 'b' } });
  spill.put(SECOND, { home: 'a', answers: false, stored: { of: 'second' } });
  expect([spill.has(FIRST), spill.has(SECOND), spill.has({ ...FIRST, windowStart: 3 })]).toEqual([true, true, false]);
  expect(spill.answering).toEqual([FIRST]);

  expect([...spill.take(FIRST, (home) => home === 'c')]).toEqual([]);
  expect([...spill.take(FIRST, (_home, answers) => answers)]).toEqual([{ of: 'b' }]);
  expect(spill.answering).toEqual([]);
  expect(spill.has(FIRST)).toBe(true);
  expect([...spill.take(FIRST, all)]).toEqual([{ of: 'a' }]);
  expect(spill.has(FIRST)).toBe(false);
  expect([...spill.take(FIRST, all)]).toEqual([]);
  expect([...spill.take(SECOND, all)]).toEqual([{ of: 'second' }]);
});

test('a part that is put away again takes the place of the one before', () => {
  using spill = new TallySpill();
  for (const n of [1, 2]) spill.put(FIRST, { home: 'a', answers: false, stored: n });
  expect([...spill.take(FIRST, all)]).toEqual([2]);
});
