import { describe, expect, test } from 'vitest';
import { splitName } from '#services/detectors/kits/domain-name.ts';

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
    expect(splitName(name)).toMatchObject({ zone, labels });
  });

  test('strangers own names under a suffix of the list, and under no other', () => {
    expect(splitName('a.evil.com')?.isPublic).toBe(true);
    expect(splitName('a.mine.github.io')?.isPublic).toBe(true);
    expect(splitName('a.evil.example')?.isPublic).toBe(false);
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
