import { expect, test } from 'vitest';
import { query } from '#services/sources/dns-query/example.ts';
import { decode, lines } from './decoding.ts';

/** What the records say of what is asked beside them. */
function beside(field: string, ...records: readonly object[]): readonly unknown[] {
  return decode(lines(...records)).records.map((record) => record[field]);
}

test('a record tells how many hosts ask for its name, and 3 stands for more', () => {
  const hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.2', '10.0.0.3', '10.0.0.4'];
  expect(
    beside(
      'askers',
      ...hosts.map((srcaddr) => query({ srcaddr, query_name: 'a.shop.example.' })),
      ...hosts.slice(0, 3).map((srcaddr) => query({ srcaddr, query_name: 'b.shop.example.' })),
    ),
  ).toEqual([3, 3, 3, 3, 3, 2, 2, 2]);
});

test('a record tells below how many domains its host asks for what there is', () => {
  const names = ['a.one.example.', 'b.one.example.', 'a.two.example.', 'A.TWO.example.'];
  expect(
    beside(
      'domainsBeside',
      ...names.map((query_name) => query({ query_name })),
      query({ query_name: 'a.three.example.', rcode: 'NXDOMAIN', answers: [] }),
      query({ query_name: 'a.one.example.', srcaddr: '10.0.0.11' }),
    ),
  ).toEqual([2, 2, 2, 2, 2, 1]);
});

test('a record tells whether its name is asked for its mail as well', () => {
  expect(
    beside(
      'mailBeside',
      query({ query_name: 'shop.example.' }),
      query({ query_name: 'shop.example.', query_type: 'MX' }),
      query({ query_name: 'other.example.' }),
    ),
  ).toEqual([true, true, false]);
});
