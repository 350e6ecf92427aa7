import { describe, expect, test } from 'vitest';
import { query } from '#services/sources/dns-query/example.ts';
import { decode, HOME, lines } from './decoding.ts';

const read = (...queries: readonly object[]) => decode(lines(...queries));

const answered = (...Rdata: readonly string[]) =>
  query({ answers: Rdata.map((one) => ({ Rdata: one, Type: 'A', Class: 'IN' })) });

test('a query as AWS writes it', () => {
  const found = read(query());
  expect(found.records).toEqual([
    {
      id: undefined,
      time: 1772445600000,
      accountId: '111122223333',
      region: 'us-east-1',
      query_name: 'www.shop.example',
      query_type: 'A',
      rcode: 'NOERROR',
      answers: [{ Rdata: '203.0.113.9', Type: 'A', Class: 'IN' }],
      srcaddr: '10.0.0.10',
      srcport: 53124,
      transport: 'UDP',
      vpc_id: 'vpc-0123456789abcdef0',
      instance: 'i-0123456789abcdef0',
      firewall_rule_action: undefined,
      askers: 1,
      domainsBeside: 1,
      mailBeside: false,
    },
  ]);
  expect(found.positions).toEqual([1]);
  expect(found.column('instance')).toEqual(['i-0123456789abcdef0']);
});

test.each([
  ['WwW.sHOp.eXAMPLE.', 'www.shop.example'],
  ['.', ''],
  ['', ''],
  ['a\\032b\\377.shop.example.', 'a\\032b\\377.shop.example'],
  ['_ldap._tcp.corp.example.', '_ldap._tcp.corp.example'],
])('the name %j is read as %j', (query_name, expected) => {
  const found = read(query({ query_name }));
  expect([found.records[0]?.query_name, found.column('query_name')[0]]).toEqual([expected, expected || expected]);
});

test('members that are missing or ill-typed are absent', () => {
  const odd = { answers: 'none', srcids: [], srcport: '99999', transport: 7, vpc_id: null, account_id: undefined };
  expect(read(query(odd)).records[0]).toMatchObject({
    answers: [],
    srcport: undefined,
    transport: '7',
    vpc_id: undefined,
    instance: undefined,
    accountId: HOME.accountId,
  });
});

test('a query without name or time is unreadable, by its line', () => {
  const found = read(query(), query({ query_name: undefined }), query({ query_timestamp: 'x' }), query());
  expect(found.report).toMatchObject({ records: 2, unreadable: 2 });
  expect(found.report.troubles.map(({ position }) => position)).toEqual([2, 3]);
  expect(found.positions).toEqual([1, 4]);
  expect(found.column('metadata_answer')).toHaveLength(2);
});

const asking = (query_name: string, query_type?: string) => query({ query_name, query_type });

test('what is asked is the name and whether it is for its addresses, for rows of all kinds', () => {
  const found = read(
    asking('A.shop.example.', 'A'),
    asking('b.shop.example.', 'TXT'),
    asking('a.shop.example.', 'AAAA'),
    query({ query_timestamp: 'x' }),
    asking('A.shop.example.', 'TYPE65399'),
    asking('b.shop.example.'),
  );
  expect(found.column('asked')).toEqual([
    'address a.shop.example',
    'other b.shop.example',
    'address a.shop.example',
    'other a.shop.example',
    'other b.shop.example',
  ]);
});

describe('answers of the instance metadata service', () => {
  const disguised = JSON.stringify(answered('169.254.169.254')).replace('"169', '"\\u0031\\u0036\\u0039');

  test.each<[string, string | object, 'true' | 'false']>([
    ['IPv4', answered('169.254.169.254'), 'true'],
    ['IPv4 after another', answered('203.0.113.9', '169.254.169.254'), 'true'],
    ['IPv6', answered('fd00:ec2::254'), 'true'],
    ['IPv6 in another spelling', answered('FD00:EC2:0:0:0:0:0:254'), 'true'],
    ['IPv4 in IPv6', answered('::ffff:169.254.169.254'), 'true'],
    ['IPv4 in IPv6, in hexadecimal', answered('64:ff9b::a9fe:a9fe'), 'true'],
    ['the same in capitals', answered('::FFFF:A9FE:A9FE'), 'true'],
    ['escaped characters', disguised, 'true'],
    ['another address', answered('203.0.113.9'), 'false'],
    ['no answers', query({ answers: [] }), 'false'],
    ['bytes escaped as DNS does', answered('"a\\344b"'), 'false'],
    ['an escaped character in the name alone', JSON.stringify(query()).replace('www', '\\u0077ww'), 'false'],
    ['a backslash in the name alone', query({ query_name: 'a\\032.shop.example.' }), 'false'],
  ])('%s', (_, record, expected) => {
    const found = decode(lines(query(), record, query(), record, record));
    expect(found.column('metadata_answer')).toEqual(['false', expected, 'false', expected, expected]);
  });
});
