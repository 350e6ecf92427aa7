import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIpAddress, parseIpAddress } from '#services/intel/ip-address.ts';
import { parseIpRange, type IpRange } from '#services/intel/ip-range.ts';
import { createIpSet } from '#services/intel/ip-set.ts';
import { isReserved } from '#services/intel/reserved-ranges.ts';
import { isPublicAddress } from '#services/model/address.ts';

function setOf(...texts: readonly string[]) {
  const set = createIpSet(texts.map((text) => parseIpRange(text) as IpRange));
  return (ip: string) => {
    const address = parseIpAddress(ip);
    return address === undefined ? undefined : set.find(address);
  };
}

describe('addresses', () => {
  test.each([
    ['192.0.2.1', 0xc0000201],
    ['0.0.0.0', 0],
    ['255.255.255.255', 0xffffffff],
    ['::ffff:192.0.2.1', 0xc0000201],
    ['::FFFF:c000:201', 0xc0000201],
    ['2001:DB8::1', 0x20010db8000000000000000000000001n],
    ['2001:db8:0:0:0:0:0:1', 0x20010db8000000000000000000000001n],
  ])('%s is read', (text, address) => {
    expect(parseIpAddress(text)).toBe(address);
  });

  test.each([
    '',
    '192.0.2',
    '192.0.2.',
    '.192.0.2.1',
    '192.0.2.256',
    '192.0.02.1',
    '010.0.0.1',
    '192.0.2.1.5',
    ' 192.0.2.1',
    '192.0.2.-1',
    '0x7f.0.0.1',
    '1e1.0.0.1',
    'ec2.amazonaws.com',
    'AWS Internal',
    '192.0.2.1:80',
    '2001:db8::1::2',
    '12345::',
    ':',
    '-',
  ])('%j is no address', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIpAddress(text);
        return address !== undefined && parseIpAddress(formatIpAddress(address)) === address;
      }),
    );
  });

  test('an address is reserved exactly when it is not public', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        // ipaddr.js reads the old form of "IPv4-compatible" addresses, which is in no log, as IPv4.
        fc.pre(!/^::\d+\./.test(text));
        const address = parseIpAddress(text);
        return address !== undefined && isReserved(address) !== isPublicAddress(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('sets', () => {
  test('an entry comes back as it was written', () => {
    const find = setOf('192.0.2.77/24', '2001:DB8::/32', '198.51.100.10-198.51.100.13', '203.0.113.11-12');
    expect(find('192.0.2.0')).toBe('192.0.2.77/24');
    expect(find('192.0.3.0')).toBeUndefined();
    expect(find('2001:db8:ffff::1')).toBe('2001:DB8::/32');
    expect(find('198.51.100.9')).toBeUndefined();
    expect(find('198.51.100.10')).toBe('198.51.100.10-198.51.100.13');
    expect(find('198.51.100.13')).toBe('198.51.100.10-198.51.100.13');
    expect(find('198.51.100.14')).toBeUndefined();
    expect(find('203.0.113.12')).toBe('203.0.113.11-12');
    expect(find('203.0.113.13')).toBeUndefined();
  });

  test('the narrowest entry speaks, and after it the one around it', () => {
    const find = setOf('203.0.113.0/24', '203.0.113.16/28', '203.0.113.17', '203.0.0.0/16');
    expect(find('203.0.113.17')).toBe('203.0.113.17');
    expect(find('203.0.113.18')).toBe('203.0.113.16/28');
    expect(find('203.0.113.200')).toBe('203.0.113.0/24');
    expect(find('203.0.200.1')).toBe('203.0.0.0/16');
  });

  test('a mask is the prefix that it leaves', () => {
    const find = setOf('192.0.2.77/255.255.255.192');
    expect([find('192.0.2.64'), find('192.0.2.127')]).not.toContain(undefined);
    expect([find('192.0.2.63'), find('192.0.2.128')]).toEqual([undefined, undefined]);
  });

  test('an IPv4-mapped prefix is the IPv4 prefix', () => {
    expect(setOf('::ffff:192.0.2.0/120')('192.0.2.9')).toBe('::ffff:192.0.2.0/120');
    expect(parseIpRange('::ffff:192.0.2.0/90')).toBeUndefined();
  });

  test.each([
    '192.0.2.0/33',
    '192.0.2.0/255.0.255.0',
    '2001:db8::/255.0.0.0',
    '192.0.2.9-192.0.2.1',
    '192.0.2.1-2001:db8::1',
    '2001:db8::/129',
    '192.0.2.1-300',
    'a-b',
    '/',
  ])('%j is no range', (text) => expect(parseIpRange(text)).toBeUndefined());

  test('any ranges answer as a walk over all of them does', () => {
    // A small corner of the address space, so that ranges overlap and nest.
    const v4 = fc.nat(1023).map((n) => `203.0.${112 + (n >> 8)}.${n & 255}`);
    const v6 = fc.nat(1023).map((n) => `2001:db8::${n.toString(16)}`);
    const ranges = fc.array(fc.oneof(rangeOf(v4, 32), rangeOf(v6, 128)), { maxLength: 40, size: 'max' });
    fc.assert(
      fc.property(ranges, fc.array(fc.oneof(v4, v6), { minLength: 20 }), (texts, ips) => {
        const find = setOf(...texts);
        for (const ip of ips) {
          const found = find(ip);
          const holders = texts.filter((text) => isIn(ip, text));
          expect(found === undefined ? holders.length === 0 : holders.includes(found)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Addresses, CIDRs and ranges between two. */
function rangeOf(address: fc.Arbitrary<string>, bits: number): fc.Arbitrary<string> {
  return fc.oneof(
    address,
    fc.tuple(address, fc.integer({ min: bits - 10, max: bits })).map(([ip, length]) => `${ip}/${length}`),
    fc.tuple(address, address).map(([a, b]) => ordered(a, b).join('-')),
  );
}

function ordered(a: string, b: string): readonly [string, string] {
  return parseIpAddress(a)! <= parseIpAddress(b)! ? [a, b] : [b, a];
}

/** Whether an address is in a range, by the definition of each form, with big integers. */
function isIn(ip: string, text: string): boolean {
  const [first = '', last] = text.split('-');
  if (last !== undefined) return value(ip) >= value(first) && value(ip) <= value(last);
  const [base = '', length] = text.split('/');
  if (length === undefined) return value(ip) === value(base);
  const shift = BigInt((base.includes(':') ? 128 : 32) - Number(length));
  return value(ip) >> shift === value(base) >> shift;
}

/** IPv6 comes after IPv4, so that no range of one holds the other. */
function value(ip: string): bigint {
  return BigInt(parseIpAddress(ip)!) + (ip.includes(':') ? 1n << 130n : 0n);
}
