import type { CoverageHour, CoverageStream, HourState } from '#services/model/coverage-hour.ts';
import { ageOf } from '../age.ts';
import { Painted, type Cell, type Line } from '../line.ts';
import { table } from '../table.ts';
import type { FactLine, PastGapLine, ProofGapLine } from './coverage-source.ts';

/** One letter for each hour. Block characters would mean nothing in a file or to a screen reader. */
const LETTERS: Readonly<Record<HourState, string>> = {
  silent: 'S',
  damaged: 'D',
  waiting: 'w',
  read: '#',
  awaited: ' ',
  quiet: '.',
};

const LEGEND =
  '# read   S silent: it usually writes every hour, but nothing arrived   D damaged: partly unreadable, or not as delivered   w waiting   . nothing arrived or was expected';

/** The parts of the coverage report. */
export interface CoverageShown {
  readonly facts: readonly FactLine[];
  readonly proofGaps: readonly ProofGapLine[];
  readonly pastGaps: readonly PastGapLine[];
  readonly streams: readonly CoverageStream[];
}

/**
 * In this order: gaps with what to do about them, log files that are not as they were delivered, gaps that have ended,
 * and every stream hour by hour, oldest first.
 */
export function* coverageLines(
  { facts, proofGaps, pastGaps, streams }: CoverageShown,
  columns: number | undefined,
  nowMs: number,
): Generator<Line> {
  const gaps = facts.filter(({ state }) => state === 'gap');
  yield* table(
    ['gap in', 'since', 'problem, and what to do'],
    gaps.map(({ accountId, region, source, since, detail }) => [
      placeOf({ accountId, region, source }),
      `${ageOf(nowMs - since.getTime())} ago`,
      detail,
    ]),
    { columns },
  );
  if (gaps.length > 0) yield '';
  yield* table(
    ['not as delivered', 'of', 'which', 'problem, and what to do'],
    proofGaps.map(({ endedAt, from, bucket, key, detail, remedy, ...place }) => [
      placeOf(place),
      momentOf(from),
      `s3://${bucket}/${key}`,
      endedAt === null ? `${detail} ${remedy}` : `${detail} Fixed ${ageOf(nowMs - endedAt.getTime())} ago.`,
    ]),
    { columns },
  );
  if (proofGaps.length > 0) yield '';
  yield* table(
    ['past gap in', 'from', 'to', 'problem'],
    pastGaps.map(({ since, endedAt, detail, ...place }) => [
      placeOf(place),
      momentOf(since),
      momentOf(endedAt),
      detail,
    ]),
    { columns },
  );
  if (pastGaps.length > 0) yield '';
  yield* table(
    ['stream', 'records', 'late', 'proved', headOf(streams)],
    streams.map((stream) => [
      placeOf(stream),
      String(total(stream, 'records')),
      String(total(stream, 'late')),
      provedOf(stream),
      stripOf(stream.hours),
    ]),
    { columns, numbers: [1, 2, 3] },
  );
  if (streams.length > 0) yield new Painted('dim', LEGEND);
}

function placeOf(of: { readonly accountId: string; readonly region: string | null; readonly source: string | null }) {
  return [of.accountId, of.region, of.source].filter((part) => part !== null).join(' ');
}

/** The share of log files that digests prove; empty where there are no digests. */
function provedOf(stream: CoverageStream): string {
  const proved = total(stream, 'proved');
  return proved === 0 ? '' : `${Math.floor((100 * proved) / total(stream, 'objects'))} %`;
}

function momentOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 16)}Z`;
}

function total({ hours }: CoverageStream, of: 'records' | 'late' | 'proved' | 'objects'): number {
  return hours.reduce((sum, hour) => sum + hour[of], 0);
}

function headOf([stream]: readonly CoverageStream[]): string {
  const [first] = stream?.hours ?? [];
  return first === undefined
    ? 'hours'
    : `one letter per hour, from ${new Date(first.hour).toISOString().slice(0, 16)}Z on`;
}

function stripOf(hours: readonly CoverageHour[]): Cell {
  const letters = hours.map(({ state }) => LETTERS[state]).join('');
  return /[SD]/.test(letters) ? new Painted('red', letters) : letters;
}
