import { expect, test } from 'vitest';
import { event } from '#services/sources/cloudtrail/example.ts';
import { parsePlain } from '#services/sources/plain.ts';
import { decode } from './decoding.ts';

test('an object of anybody’s making can be shown as text, whatever its members are called', () => {
  for (const name of ['toString', 'valueOf', '\\u0074oString', 'value\\u004ff', 'toJSON']) {
    const value = parsePlain(`{"a":{"${name}":1,"b":[{"${name}":{"${name}":null}},2]}}`);
    expect(`${String(Object(value).a)} ${JSON.stringify(value)}`, name).toBe('[object Object] {"a":{"b":[{},2]}}');
  }
  expect(parsePlain('{"a":"toString","b":"\\u00e9"}')).toEqual({ a: 'toString', b: 'é' });
  expect(() => parsePlain('{"toString":')).toThrow(SyntaxError);
});

test('so can the parameters of a record', () => {
  const odd = { toString: 1, valueOf: { toString: 2 } };
  const { records } = decode(JSON.stringify({ Records: [event({ requestParameters: { userName: odd } })] }));
  expect(records.map((record) => String(Object(record['requestParameters']).userName))).toEqual(['[object Object]']);
});
