import { describe, expect, test } from 'vitest';
import { isOpaque, splitName } from '#services/detectors/kits/domain-name.ts';

describe('splitName', () => {
  test.each([
    ['a.b.evil.example', 'evil.example', ['a', 'b']],
    ['www.shop.co.uk', 'shop.co.uk', ['www']],
    ['shop.example', 'shop.example', []],
    // Customers of a hosting platform are told apart: their suffix is on the list's private part.
    ['a.mine.github.io', 'mine.github.io', ['a']],
    ['q+z/8=.evil.example', 'evil.example', ['q+z/8=']],
    ['a\\303b.evil.example', 'evil.example', ['a\u00ffb']],
    ['_x._tcp.evil.example', 'evil.example', ['_x', '_tcp']],
    ['relay.63c201f5005fd0', '', ['relay', '63c201f5005fd0']],
  ])('%s', (name, zone, labels) => {
    expect(splitName(name)).toEqual({ zone, labels });
  });

  test.each([
    '',
    'localhost',
    '9.113.0.203.in-addr.arpa',
    'ip-10-0-0-1.ec2.internal',
    'printer.local',
    'db.corp',
    'com',
    'co.uk',
  ])('"%s" tells nothing', (name) => {
    expect(splitName(name)).toBeUndefined();
  });
});

describe('isOpaque', () => {
  test.each([
    '3adb01340fd4b58c4cc7382c7eab273d02ace2cc8dc978b9a06611ee426f',
    'frmmqf1d8v0jjl4vtvwmyjlwmzhwngona-h0ibkgsrznxq_1qgrr7cfbfxkjmvc',
    'mrtdeobwgu3s2ml4gezta4tfmnzxe2lq',
    'eg\u00ff8a\u00ffk2\u00ffm\u00ffqz\u00ffw7\u00ffp\u00ffx\u00fftrdbholuj',
  ])('%s is data', (label) => {
    expect(isOpaque(label)).toBe(true);
  });

  test.each([
    ['short', '63c201f5005fd02ca5a1bc0004701'],
    ['words', 'the-quick-brown-fox-jumps-over-the-lazy-dog'],
    ['an MD5 digest', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a SHA-1 digest', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['a UUID', '54540b4e-0ae9-4836-97b1-0f52ff00a24a'],
    ['a UUID with a prefix', 'device-54540b4e-0ae9-4836-97b1-0f52ff00a24a'],
    ['one digit again and again', '111111111111111111111111111111111111'],
  ])('%s is not', (_name, label) => {
    expect(isOpaque(label)).toBe(false);
  });
});
