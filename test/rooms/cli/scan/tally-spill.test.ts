import { afterEach, expect, test, vi } from 'vitest';
import { TallySpill } from '#services/cli/scan/tally-spill.ts';

const window = (windowStart: number) => ({ type: 'Recon:EC2/Knock', windowStart }) as const;
const part = (i: number) => ({ home: 'a', answers: () => i % 2 === 0, stored: { i, text: 'x'.repeat(i) } });

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([0, 1_000_000])('the spill gives back what was put on it, once, with %d bytes of memory', (bytesMax) => {
  using spill = new TallySpill(bytesMax);
  for (let i = 0; i < 50; i++) spill.put(window(i), part(i));
  expect(spill.answering).toHaveLength(25);
  for (let i = 49; i >= 0; i--) {
    expect(spill.has(window(i))).toBe(true);
    expect([...spill.take(window(i), () => true)]).toEqual([part(i).stored]);
    expect(spill.has(window(i))).toBe(false);
  }
  spill.put(window(1), { home: 'a', answers: () => true, stored: 'again' });
  expect(spill.answering).toEqual([window(1)]);
  expect([...spill.take(window(1), () => true)]).toEqual(['again']);
  expect([...spill.take(window(2), () => true)]).toEqual([]);
});

test('the spill gives back of a window what is wanted, and keeps the rest', () => {
  using spill = new TallySpill();
  for (const home of ['a', 'b', 'c']) spill.put(window(1), { home, answers: () => home === 'b', stored: home });
  expect([...spill.take(window(1), (home, answers) => answers || home === 'c')]).toEqual(['b', 'c']);
  expect(spill.has(window(1))).toBe(true);
  expect(spill.answering).toEqual([]);
  expect([...spill.take(window(1), () => true)]).toEqual(['a']);
  expect(spill.has(window(1))).toBe(false);
});

test('a part that is put away again takes the place of the one before', () => {
  using spill = new TallySpill();
  for (const stored of ['first', 'second']) spill.put(window(1), { home: 'a', answers: () => false, stored });
  expect([...spill.take(window(1), () => true)]).toEqual(['second']);
});

test('garbage is collected once for much that went in or out, and not for little', () => {
  const collected = vi.fn<() => void>();
  vi.stubGlobal('gc', collected);
  using spill = new TallySpill();
  const put = (megabytes: number): void =>
    spill.put(window(1), { home: 'a', answers: () => false, stored: 'x'.repeat(megabytes << 20) });
  put(9);
  spill.collect();
  expect(collected).toHaveBeenCalledTimes(0);
  expect([...spill.take(window(1), () => true)]).toHaveLength(1);
  spill.collect();
  expect(collected).toHaveBeenCalledTimes(1);
  spill.collect();
  put(9);
  spill.collect();
  expect(collected).toHaveBeenCalledTimes(1);
});
