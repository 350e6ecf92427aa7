import { describe, expect, test } from 'vitest';
import type { HourCount } from '#services/model/coverage-hour.ts';
import { days, hours } from '#services/model/time.ts';
import { coverageHours, isGap } from '#services/organization/coverage-hours.ts';

const H = hours(1);
const START = Date.parse('2026-11-20T00:00:00Z');
const STREAM = { accountId: '111122223333', region: 'eu-west-1', source: 'vpc-flow' };

function hour(n: number, rest: Partial<HourCount> = {}): HourCount {
  const counts = { objects: 3, failed: 0, late: 0, records: 30, unreadable: 0, proved: 0, disproved: 0, pending: 0 };
  return { ...STREAM, hour: START + n * H, ...counts, ...rest };
}

/** Hours from `from` to before `to`, except for some. */
function written(from: number, to: number, without: readonly number[] = []): readonly HourCount[] {
  return Array.from({ length: to - from }, (_, i) => hour(from + i)).filter(
    ({ hour: at }) => !without.includes((at - START) / H),
  );
}

function states(counts: readonly HourCount[], from: number, to: number, now = to + 10): readonly string[] {
  const [stream] = coverageHours(counts, { from: START + from * H, to: START + to * H, now: START + now * H });
  return stream?.hours.map(({ state }) => state) ?? [];
}

describe('an hour of which nothing came', () => {
  test('is silent where the stream wrote in nearly every hour before', () => {
    expect(states(written(0, 30, [26]), 25, 28)).toEqual(['read', 'silent', 'read']);
    expect(states(written(0, 30, [5, 15, 25]), 30, 31)).toEqual(['silent']);
    expect(states(written(0, 30, [5, 15, 20, 25]), 30, 31)).toEqual(['quiet']);
  });

  test('is quiet where the stream writes now and then', () => {
    const counts = written(0, 48).filter((_, i) => i % 2 === 0);
    expect(states(counts, 44, 48)).toEqual(['read', 'quiet', 'read', 'quiet']);
  });

  test('is quiet while a stream is known for less than a day', () => {
    expect(states(written(0, 23), 22, 24)).toEqual(['read', 'quiet']);
    expect(states(written(0, 24), 23, 25)).toEqual(['read', 'silent']);
  });

  test('says nothing of the hours before it began', () => {
    expect(states(written(30, 60), 29, 31)).toEqual(['quiet', 'read']);
  });

  test('is awaited as long as it may still come', () => {
    const counts = written(0, 30);
    expect(states(counts, 29, 32, 31.9)).toEqual(['read', 'awaited', 'awaited']);
    expect(states(counts, 29, 32, 32)).toEqual(['read', 'silent', 'awaited']);
  });

  test('is no news after a week without any', () => {
    const week = days(7) / H;
    const silence = states(written(0, 30), 30, 30 + week + 1);
    expect(silence.slice(0, 3)).toEqual(['silent', 'silent', 'silent']);
    expect(silence.at(-1)).toBe('quiet');
  });
});

test('what could not be read is told before what waits, and that before what was read', () => {
  const counts = [
    hour(0, { failed: 1, pending: 2 }),
    hour(1, { unreadable: 1 }),
    hour(2, { pending: 1 }),
    hour(3),
    hour(3, { objects: 0, records: 0, pending: 1 }),
  ];
  expect(states(counts, 0, 4)).toEqual(['damaged', 'damaged', 'waiting', 'waiting']);
});

test('counts of one hour add up, in any order, and streams stand by account, source and Region', () => {
  const other = { ...hour(0, { records: 7 }), region: null, source: 'cloudtrail' };
  const counts = [hour(0, { late: 1 }), other, hour(0, { objects: 1, records: 5, pending: 4 })];
  const span = { from: START, to: START + H, now: START + 5 * H };
  expect(coverageHours(counts, span)).toEqual(coverageHours(counts.toReversed(), span));
  expect(coverageHours(counts, span)).toMatchObject([
    { source: 'cloudtrail', region: null, hours: [{ records: 7, state: 'read' }] },
    { source: 'vpc-flow', hours: [{ objects: 4, records: 35, late: 1, pending: 4, state: 'waiting' }] },
  ]);
});

test('silence and damage are gaps', () => {
  const gaps = (['silent', 'damaged', 'waiting', 'read', 'awaited', 'quiet'] as const).filter((state) =>
    isGap({ state }),
  );
  expect(gaps).toEqual(['silent', 'damaged']);
});
