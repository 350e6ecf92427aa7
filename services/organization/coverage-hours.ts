import {
  type CoverageHour,
  type CoverageStream,
  type HourCount,
  type HourState,
  type Stream,
} from '#services/model/coverage-hour.ts';
import { days, hours } from '#services/model/time.ts';

const HOUR_MS = hours(1);

/** The period before an hour that decides whether silence in that hour is unusual. */
export const BASELINE_MS = days(7);

/**
 * Upper bound on the cells of one API answer, accounts times hours: a hundred accounts over two days, or six over a
 * month.
 */
export const CELLS_MAX = 5000;

/**
 * A stream that recently wrote in nine of ten hours is missed when it stops. With fewer known hours than a day, silence
 * means nothing: the stream has only begun, or was only just found.
 */
export const STEADY = { share: 0.9, hoursMin: 24 };

/**
 * AWS delivers within minutes, and a listing finds the object within minutes more: an hour does not count as missed
 * before this time has passed.
 */
const AWAITED_MS = hours(1);

/** The hours to describe, and the current time. All in ms since the epoch, on the hour except `now`. */
export interface HourSpan {
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

/**
 * The state of each hour of each stream: whether everything that arrived was read, and whether nothing arrived where
 * something should have.
 *
 * @param counts for the span and for `BASELINE_MS` before it, in any order
 */
export function coverageHours(counts: readonly HourCount[], span: HourSpan): readonly CoverageStream[] {
  const streams = Map.groupBy(counts, ({ accountId, region, source }) => `${accountId} ${source} ${region ?? ''}`);
  return [...streams]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, its]) => {
      const [first] = its;
      return first === undefined ? [] : [{ ...streamOf(first), hours: hoursOf(its, span) }];
    });
}

/** Whether logs are missing that should have been read. */
export function isGap({ state }: Pick<CoverageHour, 'state'>): boolean {
  return state === 'silent' || state === 'damaged';
}

function streamOf({ accountId, region, source }: Stream): Stream {
  return { accountId, region, source };
}

function hoursOf(counts: readonly HourCount[], { from, to, now }: HourSpan): readonly CoverageHour[] {
  const byHour = new Map<number, Omit<CoverageHour, 'state'>>();
  for (const count of counts) byHour.set(count.hour, sum(byHour.get(count.hour), count));
  const begun = Math.min(...byHour.keys());
  const told: CoverageHour[] = [];
  for (let hour = from; hour < to; hour += HOUR_MS) {
    const its = byHour.get(hour) ?? nothing(hour);
    told.push({ ...its, state: stateOf(its, now, () => isSteady(byHour, begun, hour)) });
  }
  return told;
}

function stateOf(
  { hour, objects, failed, unreadable, disproved, pending }: Omit<CoverageHour, 'state'>,
  now: number,
  isExpected: () => boolean,
): HourState {
  if (failed > 0 || unreadable > 0 || disproved > 0) return 'damaged';
  if (pending > 0) return 'waiting';
  if (objects > 0) return 'read';
  if (hour + HOUR_MS + AWAITED_MS > now) return 'awaited';
  return isExpected() ? 'silent' : 'quiet';
}

/** Whether a stream wrote in nearly every hour of the preceding days. */
function isSteady(byHour: ReadonlyMap<number, object>, begun: number, hour: number): boolean {
  let known = 0;
  let written = 0;
  for (let before = Math.max(begun, hour - BASELINE_MS); before < hour; before += HOUR_MS) {
    known++;
    if (byHour.has(before)) written++;
  }
  return known >= STEADY.hoursMin && written >= known * STEADY.share;
}

function nothing(hour: number): Omit<CoverageHour, 'state'> {
  return { hour, objects: 0, failed: 0, late: 0, proved: 0, disproved: 0, records: 0, unreadable: 0, pending: 0 };
}

function sum(known: Omit<CoverageHour, 'state'> | undefined, more: HourCount): Omit<CoverageHour, 'state'> {
  const one = known ?? nothing(more.hour);
  return {
    hour: more.hour,
    objects: one.objects + more.objects,
    failed: one.failed + more.failed,
    late: one.late + more.late,
    proved: one.proved + more.proved,
    disproved: one.disproved + more.disproved,
    records: one.records + more.records,
    unreadable: one.unreadable + more.unreadable,
    pending: one.pending + more.pending,
  };
}
