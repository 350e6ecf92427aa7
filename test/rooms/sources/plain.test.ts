import { expect, test } from 'vitest';
import { event } from '#services/sources/cloudtrail/example.ts';
import { parsePlain } from '#services/sources/plain.ts';
import { decode } from './decoding.ts';

test.each(['toString', 'valueOf', '\\u0074oString', 'value\\u004ff', 'toJSON'])(
  'an object can be shown as text, though a member of its is called %s',
  (name) => {
    const value = parsePlain(`{"a":{"${name}":1,"b":[{"${name}":{"${name}":null}},2]}}`);
    expect(`${String(Object(value).a)} ${JSON.stringify(value)}`).toBe('[object Object] {"a":{"b":[{},2]}}');
  },
);

test('other texts are parsed as they are', () => {
  expect(parsePlain('{"a":"toString","b":"\\u00e9"}')).toEqual({ a: 'toString', b: 'é' });
  expect(() => parsePlain('{"toString":')).toThrow(SyntaxError);
});

test('so can the parameters of a record', () => {
  const odd = { toString: 1, valueOf: { toString: 2 } };
  const { records } = decode(JSON.stringify({ Records: [event({ requestParameters: { userName: odd } })] }));
  expect(records.map((record) => String(Object(record['requestParameters']).userName))).toEqual(['[object Object]']);
});
