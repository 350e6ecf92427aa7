import { describe, expect, test } from 'vitest';
import {
  addressSet,
  complement,
  EVERYWHERE,
  intersection,
  isBroad,
  NOWHERE,
  union,
} from '#services/detectors/kits/address-set.ts';

const IPV6 = 1n << 32n;
const at = (first: bigint, last: bigint) => ({ first, last });
const FIRST = 0xc000_0200n; // 192.0.2.0

describe('addresses as texts', () => {
  test.each([
    ['192.0.2.0/24', [at(FIRST, FIRST + 255n)]],
    ['192.0.2.7/24', [at(FIRST, FIRST + 255n)]],
    ['192.0.2.7', [at(FIRST + 7n, FIRST + 7n)]],
    ['192.0.2.7/32', [at(FIRST + 7n, FIRST + 7n)]],
    ['0.0.0.0/0', [at(0n, IPV6 - 1n)]],
    ['::/0', [at(IPV6, IPV6 + (1n << 128n) - 1n)]],
    ['::1', [at(IPV6 + 1n, IPV6 + 1n)]],
    ['::5/127', [at(IPV6 + 4n, IPV6 + 5n)]],
    ['*', EVERYWHERE],
    ['192.0.2.0/33', []],
    ['192.0.2.0/', []],
    ['192.0.2.0/x24', []],
    ['192.0.2.0/24x', []],
    ['192.0.2.0/+24', []],
    ['office', []],
    ['', []],
  ] as const)('%s', (text, set) => {
    expect(addressSet([text])).toEqual(set);
  });
});

test.each([
  ['in any order', ['192.0.2.128/25', '192.0.2.0/26'], [at(FIRST, FIRST + 63n), at(FIRST + 128n, FIRST + 255n)]],
  ['side by side', ['192.0.2.128/25', '192.0.2.0/25'], [at(FIRST, FIRST + 255n)]],
  ['one within another', ['192.0.2.0/24', '192.0.2.64/26'], [at(FIRST, FIRST + 255n)]],
  ['one apart', ['192.0.2.0', '192.0.2.2'], [at(FIRST, FIRST), at(FIRST + 2n, FIRST + 2n)]],
  ['three of which the second is long', ['192.0.2.0', '192.0.2.1/24', '192.0.2.9'], [at(FIRST, FIRST + 255n)]],
])('ranges %s', (_name, texts, set) => {
  expect(addressSet(texts)).toEqual(set);
});

test('all but a set is what lies before, between and behind', () => {
  const end = IPV6 + (1n << 128n) - 1n;
  expect(complement(NOWHERE)).toEqual(EVERYWHERE);
  expect(complement(EVERYWHERE)).toEqual(NOWHERE);
  expect(complement([at(0n, 4n)])).toEqual([at(5n, end)]);
  expect(complement([at(5n, 6n), at(9n, end)])).toEqual([at(0n, 4n), at(7n, 8n)]);
  expect(complement([at(1n, end - 1n)])).toEqual([at(0n, 0n), at(end, end)]);
});

test('what two sets have in common, and together', () => {
  const [a, b] = [
    [at(0n, 4n), at(8n, 12n)],
    [at(4n, 8n), at(10n, 20n)],
  ];
  expect(intersection(a, b)).toEqual([at(4n, 4n), at(8n, 8n), at(10n, 12n)]);
  expect(intersection(b, a)).toEqual([at(4n, 4n), at(8n, 8n), at(10n, 12n)]);
  expect(intersection([at(0n, 3n)], [at(4n, 5n)])).toEqual([]);
  expect(union([a, b])).toEqual([at(0n, 20n)]);
});

test.each([
  [['203.0.0.0/8'], false],
  [['203.0.0.0/8', '204.0.0.0'], true],
  [['0.0.0.0/1'], true],
  [['0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'], false],
  [['20.0.0.0/8', '100.64.0.0/10'], false],
  [['20.0.0.0/8', '172.16.0.0/12'], false],
  [['20.0.0.0/8', '192.168.0.0/16'], false],
  [['20.0.0.0/8', '0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8'], false],
  [['224.0.0.0/3'], false],
  [['fc00::/7'], false],
  [['2001:db8::/32'], false],
  [['2001:db8::/32', '2001:db9::'], true],
  [['203.0.0.0/8', '2001:db8::/32'], false],
])('%j is broader than one network: %s', (texts, broad) => {
  expect(isBroad(addressSet(texts))).toBe(broad);
});
