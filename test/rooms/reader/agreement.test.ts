import { randomInt } from 'node:crypto';
import process from 'node:process';
import { describe, expect, test } from 'vitest';
import { exhaustAddresses, exhaustFlow, exhaustJson } from './exhaustive.ts';
import { fuzzFlow, fuzzInflate, fuzzJson, type FuzzResult } from './fuzz.ts';
import { hostileObjects, hostileTexts } from './hostile.ts';
import { readerModule } from './module.ts';

const module = readerModule();
/** `FUZZ=20` looks twenty times as long. */
const times = Number(process.env['FUZZ'] ?? 1);
const FIXED = 20_261_122;
const FRESH = randomInt(2 ** 31);

describe(`the module agrees with the reference (fresh seed ${FRESH})`, () => {
  test.each([FIXED, FRESH])('on broken JSON, seed %i', (seed) => {
    expectAgreement(fuzzJson(module, { seed, texts: times * 6000 }));
  });
  test.each([FIXED, FRESH])('on broken flow logs, seed %i', (seed) => {
    expectAgreement(fuzzFlow(module, { seed, texts: times * 2000 }));
  });
  test.each([FIXED, FRESH])('and zlib on broken DEFLATE, seed %i', (seed) => {
    expectAgreement({ ...fuzzInflate(module, { seed, texts: times * 600 }), values: 1 });
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
  // Otherwise nothing was compared.
  expect(accepted).toBeGreaterThan(50);
  expect(values).toBeGreaterThan(0);
}
