import { expect, test } from 'vitest';
import { decode } from '../decoding.ts';

function camel(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

test('objects of a stream that made members of the fields, in each spelling of their names', () => {
  const one = {
    version: 2,
    'account-id': '111122223333',
    'interface-id': 'eni-0123456789abcdef0',
    srcaddr: '10.0.0.10',
    dstaddr: '203.0.113.9',
    srcport: 49152,
    dstport: 443,
    protocol: 6,
    packets: 12,
    bytes: 4096,
    start: 1772445600,
    end: 1772445660,
    action: 'ACCEPT',
    'log-status': 'OK',
  };
  const spelt = (how: (name: string) => string) =>
    Object.fromEntries(Object.entries(one).map(([name, value]) => [how(name), String(value)]));
  const objects = [
    one,
    spelt((name) => name.replaceAll('-', '_')),
    spelt(camel),
    { ...one, packets: null, note: 'a b' },
  ];
  const { records, report } = decode(objects.map((object) => JSON.stringify(object)).join('\n'));
  expect(records.map(({ dstaddr, dstport, bytes }) => ({ dstaddr, dstport, bytes }))).toEqual(
    objects.map(() => ({ dstaddr: '203.0.113.9', dstport: 443, bytes: 4096 })),
  );
  expect(records[0]).toMatchObject({ accountId: '111122223333', interface_id: 'eni-0123456789abcdef0' });
  expect(report).toMatchObject({ records: 4, unreadable: 0 });
});

test('an object that holds one field of many is none', () => {
  expect(decode(JSON.stringify({ srcaddr: '10.0.0.10', level: 'info' })).records).toEqual([]);
});
