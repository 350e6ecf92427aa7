import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { addressesBehind, guesserAt } from '#graphql/access/client-address.ts';

function addressOf(proxies: readonly string[], socket: string | undefined, forwarded?: string) {
  const connection = new Socket();
  Object.defineProperty(connection, 'remoteAddress', { value: socket });
  const headers = new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded });
  const request = new Request('http://127.0.0.1/graphql', { headers });
  return addressesBehind(proxies)(request, { req: new IncomingMessage(connection) });
}

const OURS = ['10.0.0.0/8', '2001:db8::/32', '192.0.2.7'];

test.each<readonly [string, readonly string[], string | undefined, string | undefined, string | undefined]>([
  ['who connects, where there is no proxy', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['who connects, where that is no proxy of ours', OURS, '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['whom the proxy was asked by', OURS, '10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['whom the first of several was asked by', OURS, '10.1.2.3', '198.51.100.1, 192.0.2.7,10.9.9.9', '198.51.100.1'],
  ['nobody whom the caller made up', OURS, '10.1.2.3', '192.0.2.1, 198.51.100.1', '198.51.100.1'],
  ['a proxy, where nothing but proxies is told', OURS, '10.1.2.3', '10.9.9.9', '10.9.9.9'],
  ['the proxy, where it tells nothing', OURS, '10.1.2.3', undefined, '10.1.2.3'],
  ['the proxy, where what it tells is no address', OURS, '10.1.2.3', '198.51.100.1, unknown', '10.1.2.3'],
  ['whom it was asked by, behind a socket of both families', OURS, '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['an address of IPv6', OURS, '2001:db8::1', '[2001:dba::7]:443', '2001:dba::7'],
  ['an address with its port', OURS, '10.1.2.3', '198.51.100.1:5123', '198.51.100.1'],
  ['nobody, where there is no port', OURS, undefined, '198.51.100.1', undefined],
])('a request is from %s', (_, proxies, socket, forwarded, address) => {
  expect(addressOf(proxies, socket, forwarded)).toBe(address);
});

test.each([
  ['2001:db8:1:2::7', '2001:db8:1:2:ffff::1', true],
  ['2001:db8:1:2::7', '2001:db8:1:3::7', false],
  ['::ffff:198.51.100.1', '198.51.100.1', true],
  ['198.51.100.1', '198.51.100.2', false],
])('who guesses from %s and from %s is the same: %s', (one, other, isSame) => {
  expect(guesserAt(one) === guesserAt(other)).toBe(isSame);
});
