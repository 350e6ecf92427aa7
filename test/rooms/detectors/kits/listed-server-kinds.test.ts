import { expect, test } from 'vitest';
import { TOR_RELAYS } from '#services/detectors/kits/listed-server-kinds.ts';

const [TCP, UDP] = [6, 17];

test.each([
  ['203.0.113.9', TCP, 9001, true],
  ['203.0.113.9', TCP, 443, true],
  ['203.0.113.9', TCP, 22, false],
  ['203.0.113.9', TCP, 80, false],
  ['203.0.113.9', TCP, 8080, false],
  ['203.0.113.9', UDP, 9001, false],
  ['203.0.113.9:22', TCP, 22, true],
  ['203.0.113.9:22', UDP, 22, false],
  ['203.0.113.9:2222', TCP, 22, false],
  ['203.0.113.9:220', TCP, 22, false],
  ['[2001:db8::9]:22', TCP, 22, true],
  ['2001:db8::22', TCP, 22, false],
  ['2001:db8::9:22', TCP, 22, false],
  ['[2001:db8::9]', TCP, 22, false],
])('an entry %s is about protocol %d at port %d: %s', (entry, protocol, remotePort, expected) => {
  expect(TOR_RELAYS.isFor?.({ protocol, remotePort }, entry)).toBe(expected);
});
