import { readFileSync } from 'node:fs';
import { linesOf } from './dns-data.ts';
import type { Watch } from './dns-watch.ts';

/** A capture in the folder's `resolver/index.json`. */
export interface Capture {
  readonly name: string;
  /** Types that should be found in it; none for a benign capture. */
  readonly expected: readonly string[];
  readonly queries: readonly Query[];
}

interface Query {
  readonly query_timestamp: string;
  readonly query_name: string;
  readonly query_type: string;
  readonly srcaddr: string;
}

export function readCaptures(folder: string): readonly Capture[] {
  const index: readonly { readonly capture: string; readonly expected: readonly string[] }[] = JSON.parse(
    readFileSync(`${folder}/resolver/index.json`, 'utf8'),
  );
  return index.map(({ capture, expected }) => {
    const queries = linesOf(`${folder}/resolver/${capture}.jsonl.gz`).map((line): Query => JSON.parse(line));
    return { name: capture, expected, queries: queries.toSorted((a, b) => timeOf(a) - timeOf(b)) };
  });
}

/**
 * For each type found, the seconds from the first query until it was found, by the time of the log.
 *
 * @param objectSeconds time covered by a log object: 300 s when AWS delivers it
 */
export function found(
  begin: () => Watch,
  { queries }: Pick<Capture, 'queries'>,
  objectSeconds: number,
): ReadonlyMap<string, number> {
  const watch = begin();
  const first = timeOf(queries[0]);
  const after = new Map<string, number>();
  const objects = Map.groupBy(queries, (query) => Math.floor((timeOf(query) - first) / 1000 / objectSeconds));
  for (const together of objects.values())
    for (const { type } of watch.read(together.map((query) => JSON.stringify(query))))
      if (!after.has(type)) after.set(type, (timeOf(together.at(-1)) - first) / 1000);
  return after;
}

/** Whether the names hold enough data for a day of a slow tunnel. A tunnel may send all its data in answers. */
export function isSlowable({ queries }: Capture): boolean {
  const names = new Set(queries.map((query) => query.query_name));
  return [...names].reduce((sum, name) => sum + bytesIn(name), 0) >= DAY * (RATES[0] ?? 0);
}

/** The lowest of the tried rates, in bytes a second, at which a tunnel is found within a day. */
export function slowest(
  begin: () => Watch,
  { queries }: Capture,
  type: string,
  isForAddresses: boolean,
  startsAt: number,
): number | undefined {
  const caught = RATES.filter((rate) =>
    found(begin, { queries: slowed(queries, rate, isForAddresses, startsAt) }, 300).has(type),
  );
  return caught[0];
}

const RATES = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.15, 0.2, 0.5, 1];
const DAY = 86_400;

/**
 * The same data at a rate of bytes a second, for a day, each name once.
 *
 * @param startsAt seconds after midnight (UTC)
 */
function slowed(queries: readonly Query[], rate: number, isForAddresses: boolean, startsAt: number): readonly Query[] {
  const names = new Set<string>();
  const slow: Query[] = [];
  let seconds = 0;
  for (const query of queries) {
    const bytes = bytesIn(query.query_name);
    if (bytes === 0 || names.has(query.query_name)) continue;
    names.add(query.query_name);
    if (seconds > DAY) break;
    const query_timestamp = new Date(Date.UTC(2026, 2, 2) + Math.round(startsAt + seconds) * 1000)
      .toISOString()
      .replace(/\.\d+/, '');
    const answers = [{ Rdata: '203.0.113.9', Type: 'A', Class: 'IN' }];
    slow.push({ ...query, query_timestamp, ...(isForAddresses && { query_type: 'A', answers }) });
    seconds += bytes / rate;
  }
  return slow;
}

/** The bytes of data in labels that are not for people: five bits a character, or four if hexadecimal. */
function bytesIn(name: string): number {
  const labels = name
    .replace(/\.$/, '')
    .replaceAll(/\\\d{3}/g, '?')
    .split('.')
    .slice(0, -2);
  const data = labels.join('');
  return data.length < 8 ? 0 : (data.length * (/[g-z]/i.test(data.replace('dnscat', '')) ? 5 : 4)) / 8;
}

function timeOf(query: Query | undefined): number {
  return Date.parse(query?.query_timestamp ?? '');
}
