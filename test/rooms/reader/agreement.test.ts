import { randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { exhaustAddresses, exhaustFlow, exhaustJson } from './exhaustive.ts';
import { fuzzFlow, fuzzInflate, fuzzJson, type FuzzResult } from './fuzz.ts';
import { hostileObjects, hostileTexts } from './hostile.ts';
import { readerModule } from './module.ts';

const module = readerModule();
const FIXED = { seed: 20_261_122, ms: 1200 };
const FRESH = { seed: randomInt(2 ** 31), ms: 800 };

describe(`the module agrees with the reference (fresh seed ${FRESH.seed})`, () => {
  test.each([FIXED, FRESH])('on broken JSON, seed $seed', (options) => expectAgreement(fuzzJson(module, options)));
  test.each([FIXED, FRESH])('on broken flow logs, seed $seed', (options) => expectAgreement(fuzzFlow(module, options)));
  test.each([FIXED, FRESH])('and zlib on broken DEFLATE, seed $seed', (options) => {
    expectAgreement({ ...fuzzInflate(module, options), values: 1 });
  });

  test('on every sequence of up to four tokens of JSON', () => {
    const { failures, texts, accepted } = exhaustJson(module, 4);
    expect(failures).toEqual([]);
    expect(texts).toBeGreaterThan(90_000);
    expect(accepted).toBeGreaterThan(8000);
  });

  test('on every sequence of up to four words and blanks of a flow log', () => {
    const { failures, texts } = exhaustFlow(module, 4);
    expect(failures).toEqual([]);
    expect(texts).toBeGreaterThan(9000);
  });

  test('and Node on every sequence of up to four parts of an address', () => {
    const { failures, accepted } = exhaustAddresses(module, 4);
    expect(failures).toEqual([]);
    expect(accepted).toBeGreaterThan(300);
  });

  test('on texts made to be slow, to crash or to deceive', () => {
    expect(hostileTexts(module)).toEqual([]);
  });

  test('on compressed objects made to be slow, to crash or to deceive', () => {
    expect(hostileObjects(module)).toEqual([]);
  });
});

function expectAgreement({ failures, accepted, values }: FuzzResult): void {
  expect(failures).toEqual([]);
  // Otherwise it compared nothing.
  expect(accepted).toBeGreaterThan(50);
  expect(values).toBeGreaterThan(0);
}
