import { expect, test } from 'vitest';
import { goesOut, isInside, isPublic, isTcp } from '#services/detectors/kits/flow-conditions.ts';

test.each([
  ...'10.0.0.1 10.255.0.1 172.16.0.1 172.19.0.1 172.20.0.1 172.29.9.9 172.30.0.1 172.31.0.1 192.168.0.1'.split(' '),
  ...'100.64.0.1 100.69.0.1 100.70.0.1 100.99.0.1 100.100.0.1 100.119.0.1 100.120.0.1 100.127.0.1'.split(' '),
  ...'fd00::10 fc12:3::1'.split(' '),
])('%s is inside', (address) => {
  expect(isInside(address)).toBe(true);
});

test.each([
  ...'1.10.0.1 110.0.0.1 172.15.0.1 172.32.0.1 172.1.0.1 192.169.0.1 192.0.2.1 100.63.0.1 100.128.0.1'.split(' '),
  ...'100.6.0.1 203.0.113.10 5.172.16.1 2001:db8::fd00:1 fe80::1 fd0::1'.split(' '),
  undefined,
])('%s is not', (address) => {
  expect(isInside(address)).toBe(false);
});

test('protocols, directions and public addresses', () => {
  expect([6, 17, undefined].map(isTcp)).toEqual([true, false, false]);
  expect(['egress', 'ingress', undefined].map(goesOut)).toEqual([true, false, false]);
  expect(['8.8.8.8', '10.0.0.1', undefined].map(isPublic)).toEqual([true, false, false]);
});
