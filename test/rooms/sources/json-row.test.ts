import { expect, test } from 'vitest';
import { query } from '#services/sources/dns-query/example.ts';
import dnsQuery from '#services/sources/dns-query/source.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import type { JsonRow } from '#services/sources/json-row.ts';
import { newReader, recordsOf } from './decoding.ts';

/** What a row gives when a source with these lists asks it. */
function asked<T>(lists: readonly string[], ask: (row: JsonRow) => T): readonly T[] {
  const answers: T[] = [];
  if (dnsQuery.json === undefined) throw new Error('its records are JSON');
  const { record } = dnsQuery.json;
  const rows = new WeakMap<object, JsonRow>();
  const json = {
    ...dnsQuery.json,
    lists: [...dnsQuery.json.lists, ...lists],
    record(row: JsonRow) {
      const made = record(row);
      rows.set(made, row);
      return made;
    },
  };
  const decoder = createDecoder(newReader(), [{ ...dnsQuery, json }], () => ['query_name', 'query_type']);
  const text = dnsQuery.text({ records: [query({ tags: [{ key: 'a' }, { key: 'b' }] }), query({ answers: [] })] });
  recordsOf(decoder, text, (batch) => {
    for (let row = 0; row < batch.rows; row++) answers.push(ask(rows.get(batch.record(row))!));
  });
  return answers;
}

test('a path into a list is read of each record, from a member that is parsed by itself or from the whole', () => {
  expect(
    asked(['answers[].Rdata', 'tags[].key'], (row) => [row.all('answers[].Rdata'), row.all('tags[].key')]),
  ).toEqual([
    [['203.0.113.9'], ['a', 'b']],
    [[], []],
  ]);
});

test('a path that the source does not name is a mistake of its author', () => {
  expect(() => asked([], (row) => row.all('answers[].Rdata'))).toThrow('none of the lists');
});
