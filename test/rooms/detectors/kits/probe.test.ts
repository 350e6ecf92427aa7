import { expect, test } from 'vitest';
import { begins, fewPackets, isProbe, metNothing, SYN, TCP, UDP } from '#services/detectors/kits/probe.ts';

test.each([
  [1, 0, true],
  [3, 240, true],
  [3, 241, false],
  [4, 160, false],
  [1, 81, false],
])('%d packets of %d bytes are a probe: %s', (packets, bytes, expected) => {
  expect(isProbe({ packets, bytes })).toBe(expected);
});

test('how few packets', () => {
  expect([undefined, 0, 3, 4].map(fewPackets)).toEqual([false, true, true, false]);
});

test.each([
  [TCP, SYN, true],
  [TCP, SYN | 4, true],
  [TCP, SYN | 1, false],
  [TCP, 16, false],
  [TCP, undefined, true],
  [UDP, 1, true],
])('protocol %d with flags %s begins: %s', (protocol, tcp_flags, expected) => {
  expect(begins({ protocol, tcp_flags })).toBe(expected);
});

const SENT = { protocol: TCP, tcp_flags: undefined, packets: 2, remote: '192.0.2.9', answer: undefined, isWhole: true };

test.each([
  ['a question alone', { tcp_flags: SYN }, true],
  ['a question, taken back', { tcp_flags: SYN | 4 }, false],
  ['a question that was answered at length', { tcp_flags: SYN, answer: 4000 }, true],
  ['silence', {}, true],
  ['silence where a part is seen', { isWhole: false }, false],
  ['a refusal', { answer: 80 }, true],
  ['more than a refusal', { answer: 81 }, false],
  ['a refusal over IPv6', { answer: 120, remote: '2001:db8::9' }, true],
  ['more than that over IPv6', { answer: 121, remote: '2001:db8::9' }, false],
  ['an answer to a datagram', { protocol: UDP, answer: 1 }, false],
  ['silence after a datagram, whatever its flags', { protocol: UDP, tcp_flags: 0 }, true],
])('%s meets nothing: %s', (_name, parts, expected) => {
  expect(metNothing({ ...SENT, ...parts })).toBe(expected);
});
