import type { CoverageHour, CoverageStream, HourState } from '#services/model/coverage-hour.ts';
import { ageOf } from '../age.ts';
import { Painted, type Cell, type Line } from '../line.ts';
import { table } from '../table.ts';
import type { FactLine } from './coverage-source.ts';

/** A letter an hour: what is drawn with blocks is lost on who cannot see, and in files. */
const LETTERS: Readonly<Record<HourState, string>> = {
  silent: 'S',
  damaged: 'D',
  waiting: 'w',
  read: '#',
  awaited: ' ',
  quiet: '.',
};

const LEGEND =
  '# read   S silent: it writes every hour, and nothing came   D damaged: not all could be read   w waiting   . nothing came, nothing had to';

/** Gaps with what to do about them, and below them every stream hour by hour, oldest first. */
export function* coverageLines(
  facts: readonly FactLine[],
  streams: readonly CoverageStream[],
  columns: number | undefined,
  nowMs: number,
): Generator<Line> {
  const gaps = facts.filter(({ state }) => state === 'gap');
  yield* table(
    ['gap in', 'since', 'what is the matter, and what to do'],
    gaps.map(({ accountId, region, source, since, detail }) => [
      placeOf({ accountId, region, source }),
      `${ageOf(nowMs - since.getTime())} ago`,
      detail,
    ]),
    { columns },
  );
  if (gaps.length > 0 && streams.length > 0) yield '';
  yield* table(
    ['stream', 'records', 'late', headOf(streams)],
    streams.map((stream) => [
      placeOf(stream),
      String(total(stream, 'records')),
      String(total(stream, 'late')),
      stripOf(stream.hours),
    ]),
    { columns, numbers: [1, 2] },
  );
  if (streams.length > 0) yield new Painted('dim', LEGEND);
}

function placeOf(of: { readonly accountId: string; readonly region: string | null; readonly source: string | null }) {
  return [of.accountId, of.region, of.source].filter((part) => part !== null).join(' ');
}

function total({ hours }: CoverageStream, of: 'records' | 'late'): number {
  return hours.reduce((sum, hour) => sum + hour[of], 0);
}

function headOf([stream]: readonly CoverageStream[]): string {
  const [first] = stream?.hours ?? [];
  return first === undefined
    ? 'hours'
    : `an hour a letter, from ${new Date(first.hour).toISOString().slice(0, 16)}Z on`;
}

function stripOf(hours: readonly CoverageHour[]): Cell {
  const letters = hours.map(({ state }) => LETTERS[state]).join('');
  return /[SD]/.test(letters) ? new Painted('red', letters) : letters;
}
