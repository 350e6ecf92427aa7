import { describe, expect, test } from 'vitest';
import { carriedBy } from '#services/detectors/kits/carried.ts';
import { splitName } from '#services/detectors/kits/domain-name.ts';

function carried(name: string) {
  const parts = splitName(name);
  return parts && carriedBy(parts);
}

const HEX64 = '3adb01340fd4b58c4cc7382c7eab273d02ace2cc8dc978b9a06611ee426f77aa';

describe('what a name carries', () => {
  test.each([
    ['long', `${HEX64.slice(0, 60)}.evil.example`],
    ['long', 'frmmqf1d8v0jjl4vtvwmyjlwmzhwngona-h0ibkgsrznxq_1qgrr7cfbfxkjmvc.evil.example'],
    ['long', 'eg\\3038a\\303k2\\303m\\303qz\\303w7\\303p9x\\303trdbholuj.evil.example'],
    ['long', '3a9f1c2b.7d4b9c6f.0c3d1e5f.9a8b7c6d.evil.example'],
    ['long', `0x1a2b3c4d.${HEX64.slice(0, 32)}.evil.example`],
    ['long', `7.${HEX64.slice(0, 63)}.${HEX64.slice(63)}.evil.example`],
    ['long', '_frmmqf1d8v0jjl4vtvwmyjlwmzhwngonah0ibkgsrznxq.evil.example'],
    ['long', `_${HEX64.slice(0, 32)}.${HEX64.slice(24)}.evil.example`],
    ['long', '3a9f1c2b7d.1a2b3c.4d5e6f7a8b.7c8d9e.evil.example'],
    ['short', '3a9f1c2b7d4b9c6f.123456.letters.1-2-3-4.evil.example'],
    ['short', '63c201f5005fd02ca5a1bc000470.evil.example'],
    ['built', `_${HEX64.slice(0, 32)}.yvu69422.shop.example`],
    ['built', `${HEX64.slice(0, 32)}-1265359266.us-east-1.elb.amazonaws.com.corp.example`],
    ['built', `${HEX64.slice(0, 31)}z._domainkey.shop.example`],
    ['built', `web-${HEX64.slice(0, 12)}.default.svc.cluster.local.corp.example`],
  ])('%s: %s', (kind, name) => {
    expect(carried(name)?.kind).toBe(kind);
  });

  test.each([
    'the-quick-brown-fox-jumps-over-the-lazy-dog.blog.example',
    'top-10-best-phones-of-2026-reviewed-and-rated-in-4-weeks.blog.example',
    'device-54540b4e-0ae9-4836-97b1-0f52ff00a24a.things.example',
    'i-0123456789abcdef0.hosts.example',
    '111111111111111111111111111111111111.evil.example',
    'b.a.9.8.7.6.5.4.3.2.1.0.b.a.9.8.7.6.5.4.3.2.1.0.b.a.9.8.7.6.5.4.blocked.example',
    '_ldap._tcp.dc._msdcs.corp.example',
  ])('nothing: %s', (name) => {
    expect(carried(name)).toBeUndefined();
  });

  test.each([
    ['MD5', HEX64.slice(0, 32)],
    ['SHA-1', HEX64.slice(0, 40)],
    ['SHA-1 in base32', 'hsspkzzymm3u7dldgxw2olz5nts66kmd'],
    ['SHA-256, cut where a label ends', `${HEX64.slice(0, 63)}.${HEX64.slice(63)}`],
  ])('digests of files tell nothing new: %s', (_name, digest) => {
    expect(carried(`${digest}.hash.filter.example`)?.news).toBe('*.hash');
    expect(carried(`17.${digest}.hash.filter.example`)?.news).toBe('17.*.hash');
  });

  test('as much as fits behind a search domain, and no more, passes for a name of AWS', () => {
    const suffix = 'elb.amazonaws.com.corp.example';
    expect(carried(`${HEX64.slice(0, 63)}.${suffix}`)?.kind).toBe('built');
    expect(carried(`${HEX64.slice(0, 40)}.${HEX64.slice(0, 40)}.${suffix}`)?.kind).toBe('long');
  });
});
