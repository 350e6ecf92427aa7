import { expect, test } from 'vitest';
import { coverageLines, type CoverageShown } from '#services/cli/coverage/coverage-lines.ts';
import { textOf } from '#services/cli/line.ts';
import type { CoverageStream, HourState } from '#services/model/coverage-hour.ts';
import { hours } from '#services/model/time.ts';

const NOW = Date.parse('2026-03-03T12:00:00Z');
const ago = (count: number) => new Date(NOW - hours(count));
const PLACE = { accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' } as const;
const NOTHING: CoverageShown = { facts: [], proofGaps: [], pastGaps: [], streams: [] };

const linesOf = (shown: Partial<CoverageShown>, colours = false) =>
  Array.from(coverageLines({ ...NOTHING, ...shown }, undefined, NOW), (line) => textOf(line, colours));

function stream(states: readonly HourState[], more: Partial<CoverageStream['hours'][number]> = {}): CoverageStream {
  const none = { objects: 0, failed: 0, late: 0, proved: 0, disproved: 0, records: 0, unreadable: 0, pending: 0 };
  return { ...PLACE, hours: states.map((state, n) => ({ ...none, ...more, state, hour: NOW - hours(10 - n) })) };
}

test('where nothing is known nothing is said', () => {
  expect(linesOf({})).toEqual([]);
});

test('a gap is told with its age and what to do, and what is covered is not', () => {
  const fact = {
    ...PLACE,
    about: 'detection',
    reason: 'bucket-denied',
    detail: 'Let us read it.',
    since: ago(5),
  } as const;
  expect(
    linesOf({
      facts: [
        { ...fact, state: 'gap' },
        { ...fact, state: 'covered', detail: 'Read.' },
        { ...fact, state: 'gap', region: null, source: null },
      ],
    }),
  ).toEqual([
    'gap in                             since        problem, and what to do',
    '111122223333 us-east-1 cloudtrail  5 hours ago  Let us read it.',
    '111122223333                       5 hours ago  Let us read it.',
    '',
  ]);
});

test('what is not as it was delivered is told with the remedy, or since when it is right again', () => {
  const gap = {
    ...PLACE,
    kind: 'object-missing',
    bucket: 'trail',
    key: 'a.json.gz',
    from: ago(30),
    to: ago(29),
    detail: 'It is gone.',
    remedy: 'Restore it.',
    since: ago(20),
  } as const;
  const [head, ...rows] = linesOf({
    proofGaps: [
      { ...gap, endedAt: null },
      { ...gap, endedAt: ago(3) },
    ],
  });
  expect(head).toMatch(/^not as delivered +of +which +problem, and what to do$/);
  expect(rows).toEqual([
    '111122223333 us-east-1 cloudtrail  2026-03-02T06:00Z  s3://trail/a.json.gz  It is gone. Restore it.',
    '111122223333 us-east-1 cloudtrail  2026-03-02T06:00Z  s3://trail/a.json.gz  It is gone. Fixed 3 hours ago.',
    '',
  ]);
});

test('a gap that ended is told with both its ends', () => {
  const past = { ...PLACE, about: 'detection', reason: 'reading', detail: 'Denied.', since: ago(9), endedAt: ago(8) };
  expect(linesOf({ pastGaps: [past] })).toEqual([
    'past gap in                        from               to                 problem',
    '111122223333 us-east-1 cloudtrail  2026-03-03T03:00Z  2026-03-03T04:00Z  Denied.',
    '',
  ]);
});

test('a stream is a letter an hour, with its sums and how much of it is proved', () => {
  const all = stream(['silent', 'damaged', 'waiting', 'read', 'awaited', 'quiet'], {
    objects: 3,
    proved: 2,
    records: 20,
    late: 1,
  });
  const [head, row, legend] = linesOf({ streams: [all] });
  expect(head).toMatch(/^stream +records +late +proved +one letter per hour, from 2026-03-03T02:00Z on$/);
  expect(row).toBe('111122223333 us-east-1 cloudtrail      120     6    66 %  SDw# .');
  expect(legend).toMatch(/^# read {3}S silent/);
});

test('a stream without digests says nothing of proof, and one without hours has a head', () => {
  expect(linesOf({ streams: [stream(['read'], { objects: 3, records: 20 })] })[1]).toMatch(/ 20 +0 +#$/);
  expect(linesOf({ streams: [stream([])] })[0]).toMatch(/ hours$/);
});

test.each<[HourState, boolean]>([
  ['silent', true],
  ['damaged', true],
  ['read', false],
  ['waiting', false],
])('an hour that is %s stands out: %s', (state, isRed) => {
  const [, row = ''] = linesOf({ streams: [stream(['read', state])] }, true);
  expect(row.includes('\u001B[31m')).toBe(isRed);
});
