import { expect, test } from 'vitest';
import { flow, FLOW_HEADER } from '#services/sources/vpc-flow/example.ts';
import { decode } from '../decoding.ts';

test('a record tells how many of ours talk with its other end, and 3 stands for more', () => {
  const records = [
    ...[1, 2, 2, 3, 4].map((host) => talks(host, '203.0.113.1')),
    ...[1, 1, 2].map((host) => talks(host, '203.0.113.2')),
    talks(1, '203.0.113.3'),
  ];
  const found = decode([FLOW_HEADER, ...records, ''].join('\n')).records;
  expect(found.map((record) => record['callersBeside'])).toEqual([3, 3, 3, 3, 3, 2, 2, 2, 1]);
});

function talks(host: number, dstaddr: string): string {
  return flow({ srcaddr: `10.0.0.${host}`, interface_id: `eni-${host}`, dstaddr, srcport: 40_000 + host });
}
