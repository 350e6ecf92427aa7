import { expect, test } from 'vitest';
import { encodedPart, isDigest, isVarious, mayHoldData } from '#services/detectors/kits/encoded.ts';

const HEX = '3adb01340fd4b58c4cc7382c7eab273d02ace2cc8dc978b9a06611ee426f77aa';

test.each([
  ['www', ''],
  ['a1b', ''],
  ['a1b2', 'a1b2'],
  ['abc1', ''],
  ['a1bcdefg', ''],
  ['a1bc2efg', 'a1bc2efg'],
  ['abcdefghijklm123', ''],
  ['abcdefghijkl1234xyz', 'abcdefghijkl1234xyz'],
  ['abcdefgh12345abcdefgh', 'abcdefgh12345abcdefgh'],
  ['abcdefghijklmnop12q', 'x'],
  ['a'.repeat(40), 'a'.repeat(40)],
  ['a'.repeat(39), ''],
  ['1'.repeat(20), '1'.repeat(20)],
  ['1'.repeat(19), ''],
  ['a1b2-word_c3d4', 'a1b2c3d4'],
  ['i-0123456789abcdef0', ''],
  ['vpce-0123456789abcdef0', ''],
  ['eni-01234567', ''],
  ['x-0123456789abcdef0-a1b2', 'a1b2'],
  ['6f1d2c3b-4a59-4e8f-9b0a-1c2d3e4f5a6b', ''],
])('of %s this is encoded: %s', (label, part) => {
  expect(encodedPart(label)).toBe(part === 'x' ? '' : part);
});

test.each([
  ['www.shop.example', false],
  ['a1b2.shop.example', true],
  [String.raw`\195.shop.example`, true],
  [String.raw`\xyz.shop.example`, false],
  ['v2.shop.example', false],
])('%s may hold data: %s', (name, expected) => {
  expect(mayHoldData(name)).toBe(expected);
});

test('various', () => {
  expect([HEX, 'abababab', 'abcde', 'abcd', 'aaaaaaaa'].map(isVarious)).toEqual([true, false, true, false, false]);
});

/** Bytes that are no text, in every alphabet: all ones. */
test.each([32, 40, 56, 64, 96, 128])('%d hexadecimal digits are a digest', (length) => {
  expect(isDigest('f'.repeat(length))).toBe(true);
  expect(isDigest('f'.repeat(length - 1))).toBe(false);
  expect(isDigest(`${'f'.repeat(length - 1)}-`)).toBe(false);
});

test.each([26, 52])('%d characters of base32 are a digest', (length) => {
  for (const last of ['7', 'v', '9', 'w', 'z']) expect([last, isDigest(last.repeat(length))]).toEqual([last, true]);
  expect(isDigest('7'.repeat(length + 1))).toBe(false);
  expect(isDigest('-'.repeat(length))).toBe(false);
});

test.each(['sixteen letters!', 'tab\tand\nnew\rline', '~~~~~~~~~~~~~~~~', '                '])(
  'what decodes to text is none: %j',
  (text) => {
    expect(isDigest(Buffer.from(text).toString('hex'))).toBe(false);
  },
);

test.each(['\u007f', '\u001f', '\u0000', '\u00ff'])('what has another byte in it is one: %j', (byte) => {
  expect(isDigest(Buffer.from(`fifteen letters${byte}`, 'latin1').toString('hex'))).toBe(true);
});
