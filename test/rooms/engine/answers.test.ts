import { expect, test } from 'vitest';
import { Answers } from '#services/engine/answers.ts';

/** What the table says of a code. */
function known(answers: Answers, code: number): readonly [asked: number | undefined, accepting: number | undefined] {
  const state = answers.stateOf[code] ?? 0;
  return [answers.asked[state], answers.accepting[state]];
}

test('of a value that nobody asked about nothing is known, and of others what was said last', () => {
  const answers = new Answers();
  answers.makeRoom(3);
  answers.set(1, 0b11, 0b01);
  answers.set(2, 0b11, 0b10);
  answers.set(2, 0b111, 0b110);
  expect([0, 1, 2].map((code) => known(answers, code))).toEqual([
    [0, 0],
    [0b11, 0b01],
    [0b111, 0b110],
  ]);
  answers.forget();
  expect(known(answers, 2)).toEqual([0, 0]);
});

test('more room keeps what is known', () => {
  const answers = new Answers();
  answers.makeRoom(1);
  answers.set(0, 1, 1);
  answers.makeRoom(1000);
  answers.set(999, 1, 0);
  expect([known(answers, 0), known(answers, 999)]).toEqual([
    [1, 1],
    [1, 0],
  ]);
});

test('more combinations of answers than a byte tells apart are told apart all the same', () => {
  const answers = new Answers();
  answers.makeRoom(1000);
  for (let code = 0; code < 1000; code++) answers.set(code, 2047, code);
  for (let code = 0; code < 1000; code++) expect(known(answers, code)).toEqual([2047, code]);
  answers.makeRoom(3000);
  expect(known(answers, 999)).toEqual([2047, 999]);
});

test('when there are more than two bytes tell apart all is forgotten, and nothing is mistaken', () => {
  const answers = new Answers();
  const codes = 70_000;
  answers.makeRoom(codes);
  for (let code = 0; code < codes; code++) answers.set(code, 0xfffff, code);
  const wrong = Array.from({ length: codes }, (_, code) => code).filter((code) => {
    const [asked, accepting] = known(answers, code);
    return asked !== 0 && accepting !== code;
  });
  expect(wrong).toEqual([]);
  expect(known(answers, codes - 1)).toEqual([0xfffff, codes - 1]);
});
