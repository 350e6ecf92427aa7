import { expect, test } from 'vitest';
import { parseTime } from '#services/sources/time.ts';

const PLAIN = '2026-02-28T12:34:56Z';

test('a time in its usual form is what any other spelling of it is', () => {
  expect(parseTime(PLAIN)).toBe(Date.UTC(2026, 1, 28, 12, 34, 56));
  expect(parseTime('20260228T123456Z')).toBe(parseTime(PLAIN));
  expect(parseTime('2026-02-28T13:34:56+01:00')).toBe(parseTime(PLAIN));
  expect(parseTime('2026-02-28T12:34:56.000')).toBe(parseTime(PLAIN));
  expect(parseTime('2026-02-28 12:34:56.000000000')).toBe(parseTime(PLAIN));
  expect(parseTime(1_772_282_096_000)).toBe(parseTime(PLAIN));
  expect(parseTime('1772282096000')).toBe(parseTime(PLAIN));
});

test('a text that is nearly in the usual form is no time', () => {
  for (let at = 0; at < PLAIN.length; at++) expect(parseTime(`${PLAIN.slice(0, at)}x${PLAIN.slice(at + 1)}`)).toBeNaN();
  for (const number of [0, 1_772_282_096, 177_228_209_600_000, -1_772_282_096_000]) expect(parseTime(number)).toBeNaN();
  for (const text of ['1969-12-31T23:59:59Z', '3000-01-01T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-32T00:00:00Z'])
    expect(parseTime(text)).toBeNaN();
  for (const text of ['2026-02-28T25:00:00Z', '2026-02-28T12:60:00Z', '2026-02-28T12:34:60Z', '2026-02-28T12:34: 6Z'])
    expect(parseTime(text)).toBeNaN();
});
