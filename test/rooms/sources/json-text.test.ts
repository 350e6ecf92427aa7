import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitJson } from '#services/sources/json-text.ts';

function pieces(text: string) {
  const bytes = Buffer.from(text);
  return [...splitJson(bytes)].map(({ start, end, line, state }) => ({
    text: bytes.subarray(start, end).toString(),
    line,
    state,
  }));
}

test('objects are found back to back, one a line, and over several lines', () => {
  expect(pieces('{"a":1}{"b":"}{"}\n\n\uFEFF{\n"c":[2]}').map(({ text, line }) => [text, line])).toEqual([
    ['{"a":1}', 1],
    ['{"b":"}{"}', 1],
    ['{\n"c":[2]}', 3],
  ]);
});

test('escaped quotes and backslashes do not end a string', () => {
  const text = JSON.stringify({ a: '\\"}', b: '\\\\' });
  expect(pieces(text + text).map((piece) => piece.text)).toEqual([text, text]);
});

test('the end of the text within a value is told', () => {
  expect(pieces('{"a":1}{"b":').map(({ state }) => state)).toEqual(['whole', 'cut']);
});

test('a string that never ends spoils its line only', () => {
  expect(pieces('{"a":"\n{"b":2}\n').map(({ text, state }) => [text, state])).toEqual([
    ['{"a":"', 'garbled'],
    ['{"b":2}', 'whole'],
  ]);
});

test('whatever stands between them, whole objects on lines of their own are found', () => {
  const noise = fc.string().map((text) => text.replaceAll(/[\n{[]/g, ''));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), noise)), (items) => {
      const text = items.map(([value, between]) => `${JSON.stringify(value)}\n${between}\n`).join('');
      const found = pieces(text).filter(({ state }) => state === 'whole');
      expect(found.map((piece) => JSON.parse(piece.text))).toEqual(
        items.map(([value]) => JSON.parse(JSON.stringify(value))),
      );
    }),
  );
});
