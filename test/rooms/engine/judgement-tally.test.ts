import { expect, test } from 'vitest';
import { judgementTally, type JudgedDay } from '#services/engine/judgement-tally.ts';

const judged = (day: number, weight: number, word = 'a'): JudgedDay => ({ day, weight, told: { word } });
const unusual = (day: number, weight: number, bits: number): JudgedDay => ({
  ...judged(day, weight),
  told: { anomaly: { bits, threshold: 5, day: '2026-03-02', rates: 1, activeDays: 9, parts: [], ordinary: '' } },
});
const state = (best: JudgedDay | undefined) => judgementTally.decode(best === undefined ? null : { ...best });

test.each([
  ['a later day, however little it weighs', judged(2, 1), judged(1, 9)],
  ['of one day the heavier', judged(1, 9), judged(1, 1)],
  ['of one day that of whom it is more unusual', unusual(1, 1, 9), unusual(1, 9, 8)],
  ['of equal weight always the same', judged(1, 1, 'b'), judged(1, 1, 'a')],
  ['any before none', judged(1, 1), undefined],
])('of two judgements stays, whichever comes first: %s', (_name, kept, other) => {
  for (const [first, second] of [
    [kept, other],
    [other, kept],
  ]) {
    const merged = state(first);
    judgementTally.merge(merged, state(second));
    expect(judgementTally.encode(merged)).toEqual(kept);
    expect(judgementTally.read(merged)).toEqual(kept.told);
  }
});

test.each([[{}], [{ day: 1, weight: 1 }], ['text'], [1]])('%j is no stored judgement', (stored) => {
  expect(() => judgementTally.decode(stored)).toThrow('of another shape');
});
