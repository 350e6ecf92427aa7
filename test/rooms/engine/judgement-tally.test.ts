import { expect, test } from 'vitest';
import { judgementTally, type JudgedDay } from '#services/engine/judgement-tally.ts';

const judged = (day: number, weight: number, word = 'a'): JudgedDay => ({ day, weight, told: { word } });
const state = (best: JudgedDay | undefined) => judgementTally.decode(best === undefined ? null : { ...best });

test.each([
  ['a later day, however little it weighs', judged(2, 1), judged(1, 9)],
  ['of one day the heavier', judged(1, 9), judged(1, 1)],
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
