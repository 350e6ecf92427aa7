import { expect, test } from 'vitest';
import { decode, lines } from '../decoding.ts';

test('without interfaces, instances stand for them; without either, a private address that meets a public one', () => {
  const header = 'srcaddr dstaddr srcport dstport protocol start instance-id';
  const rows = [
    '2001:db8::1 2001:db8:9::9 40000 443 6 1772445600 i-a',
    '2001:db8:9::8 2001:db8::1 443 40000 6 1772445600 i-a',
    '10.0.0.1 203.0.113.9 40000 443 6 1772445600 -',
    '203.0.113.9 10.0.0.1 443 40000 6 1772445600 -',
    '10.0.0.1 10.0.0.2 40000 443 6 1772445600 -',
  ];
  const found = decode(lines(header, ...rows));
  expect(found.column('direction')).toEqual(['egress', 'ingress', 'egress', 'ingress', 'unknown']);
  expect(found.column('initiator')).toEqual(['local', 'local', 'local', 'local', 'unknown']);
});
