import { expect, test } from 'vitest';
import { areNeighbours, holdsPublicAddress, isPublicAddress } from '#services/model/address.ts';

test.each([
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.0.1',
  '172.32.0.1',
  '169.253.0.1',
  '192.0.2.1',
  '192.167.1.1',
  '198.18.0.1',
  '203.0.113.9',
  '223.255.255.255',
  '2001:db8::1',
  '2600:1f18::7',
  '::ffff:203.0.113.9',
  '::ffff:cb00:7109',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '10.0.0.1',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.168.1.1',
  '224.0.0.1',
  '241.20.3.4',
  '255.255.255.255',
  '0.0.0.0',
  '::1',
  '::',
  'fe80::1',
  'fd00:ec2::254',
  'ff02::1',
  '::ffff:10.0.0.1',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '',
  '08.1.250.216',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '1.2.3.4/32',
  '1.2.3.4 ',
  'ec2.amazonaws.com',
  'AWS Internal',
  'AWS Internal/3',
  '2001:db8',
  '2001:db8::1%eth0',
  '2001:db8::1/64',
  ':',
  '[2001:db8::1]',
])('"%s" is no address', (text) => {
  expect(isPublicAddress(text)).toBe(false);
});

test.each([
  ['0.0.0.0/0', true],
  ['198.51.100.0/24', true],
  ['10.0.0.0/7', true],
  ['10.0.0.0/8', false],
  ['172.16.0.0/12', false],
  ['192.168.0.0/15', true],
  ['192.168.0.0/16', false],
  ['224.0.0.0/3', false],
  ['240.0.0.0/4', false],
  ['223.0.0.0/8', true],
  ['100.64.0.0/10', false],
  ['10.1.2.3/32', false],
  ['::/0', true],
  ['2001:db8::/32', true],
  ['fc00::/7', false],
])('of %s, that it holds public addresses is %s', (range, holds) => {
  expect(holdsPublicAddress(range)).toBe(holds);
});

test.each([
  ['2001:db8:0:1200::10', '2001:db8:0:12ff:1:2:3:4', true],
  ['2001:db8::10', '2001:db8:0:0:0:0:0:53', true],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::7', true],
  ['2001:db8:0:1200::10', '2001:db8:0:1300::10', false],
  ['2001:db8:1::10', '2001:db8:2::10', false],
  ['10.0.0.10', '10.0.0.11', false],
  ['10.0.0.10', '2001:db8::1', false],
])('%s and %s are in one network of IPv6: %s', (one, other, expected) => {
  expect(areNeighbours(one, other)).toBe(expected);
  expect(areNeighbours(other, one)).toBe(expected);
});
