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

/** A name, and the address that it has. */
function at(query_name: string, address: number, others: object = {}) {
  return query({ query_name, answers: [{ Rdata: `203.0.113.${address}`, Type: 'A', Class: 'IN' }], ...others });
}

test('a record tells below how many domains its host asks for what there is', () => {
  const records = [
    ...['a.one.example.', 'b.one.example.', 'a.two.example.', 'A.TWO.example.'].map((name, i) => at(name, i)),
    query({ query_name: 'a.three.example.', rcode: 'NXDOMAIN', answers: [] }),
    at('a.one.example.', 1, { srcaddr: '10.0.0.11' }),
  ];
  expect(beside('domainsBeside', ...records)).toEqual([2, 2, 2, 2, 2, 1]);
});

test('of many domains those that are answered alike count as one', () => {
  const domains = Array.from({ length: 30 }, (_, i) => `a.domain${i}.example.`);
  expect(beside('domainsBeside', ...domains.map((name, i) => at(name, i)))[0]).toBe(30);
  expect(beside('domainsBeside', ...domains.map((name, i) => at(name, i % 3)))[0]).toBe(3);
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
