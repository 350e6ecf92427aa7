import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inert, inertJson, spelled } from '#services/model/inert.ts';

/** Characters that a terminal obeys, that a reader cannot see, or that break a line. */
const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;

const anyText = fc.string({ unit: 'binary', maxLength: 200, size: 'max' });

test.each([
  ['a command for the terminal', 'a\u001B]0;owned\u0007b\rc\u009B31m', 'a ]0;owned b c 31m'],
  ['a line break of any kind', 'one\ntwo\u2028three\u0085four', 'one two three four'],
  ['a turn of the direction of writing', 'invoice\u202Efdp.exe', 'invoice�fdp.exe'],
  ['a letter without width', 'ad\u200Bmin\u00AD', 'ad�min�'],
  ['a tag', 'a\u{E0041}\u{E0042}b', 'a�b'],
  ['half a letter', 'a\uD800b', 'a�b'],
  ['a tower of accents', `e${'\u0301'.repeat(50)}!`, `e${'\u0301'.repeat(4)}!`],
  ['text of people', 'Grüße, 日本, שלום', 'Grüße, 日本, שלום'],
])('%s only shows', (_, text, shown) => {
  expect(inert(text)).toBe(shown);
});

test('no text is left with anything active in it, and what is inert stays as it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(inert(text)).not.toMatch(ACTIVE);
      expect(inert(inert(text))).toBe(inert(text));
    }),
  );
});

test('JSON has nothing active in it, and is the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), anyText, (value, text) => {
      const json = JSON.stringify({ value, [text]: text });
      expect(inertJson(json)).not.toMatch(ACTIVE);
      expect(JSON.parse(inertJson(json))).toEqual(JSON.parse(json));
    }),
  );
});

test('a page spells out what is active, and keeps the text of people', () => {
  expect(spelled('invoice\u202Efdp.exe\u001B[31m\n')).toBe('invoice\\u202efdp.exe\\u001b[31m\\u000a');
  expect(spelled('Grüße, 日本, שלום')).toBe('Grüße, 日本, שלום');
  fc.assert(
    fc.property(anyText, (text) => {
      expect(spelled(text)).not.toMatch(ACTIVE);
    }),
  );
});
