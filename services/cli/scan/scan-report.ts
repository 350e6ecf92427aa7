import type { Finding } from '#services/model/finding.ts';
import { SEVERITY_LABELS, severityLabel } from '#services/model/severity.ts';
import { number } from '#services/model/numbers.ts';
import type { Line } from '../line.ts';
import { table } from '../table.ts';
import type { Bounded, ScanAccount, SetAccount } from './scan-account.ts';

/** Maximum of rows in the table of files: interesting sets come first, the others are summed up. */
const SETS_SHOWN = 50;

/** A summary for people: what was read, what was not and why, and what was found. */
export function* scanReport(
  account: ScanAccount,
  findings: readonly Pick<Finding, 'type' | 'severity'>[],
): Generator<Line> {
  yield* filesTable(account);
  yield* passedOver(account);
  yield* notRead(account);
  yield* readInPart(account);
  yield* findings.length === 0 ? [none(account)] : byType(findings);
}

function filesTable({ sets }: ScanAccount): Iterable<Line> {
  const all = [...sets.values()].toSorted((a, b) => compare(a.set, b.set) || compare(a.source ?? '~', b.source ?? '~'));
  const [telling, silent] = [all.filter(isTelling), all.filter((set) => !isTelling(set))];
  const shown = all.length <= SETS_SHOWN ? all : [...telling, ...silent].slice(0, SETS_SHOWN);
  const rest = all.length <= SETS_SHOWN ? [] : [...telling, ...silent].slice(SETS_SHOWN);
  return table(
    ['files of', 'kind of log', 'files', 'records', 'no record', 'unreadable', 'findings'],
    [...shown.map(rowOf), ...summedUp(rest).map(rowOf)],
    { numbers: [2, 3, 4, 5] },
  );
}

/** Whether the set has findings or unreadable parts. */
function isTelling({ findings, unreadable, source }: SetAccount): boolean {
  return findings.size > 0 || unreadable > 0 || source === undefined;
}

function rowOf(row: SetAccount): readonly string[] {
  return [
    row.set,
    row.source ?? '(none)',
    number(row.files),
    number(row.records),
    number(row.passed),
    number(row.unreadable),
    [...row.findings].map(([type, count]) => `${number(count)} ${type}`).join(', '),
  ];
}

/** One sum for each source. */
function summedUp(sets: readonly SetAccount[]): readonly SetAccount[] {
  return [...Map.groupBy(sets, ({ source }) => source)].map(([source, parts]) => {
    const findings: SetAccount['findings'] = new Map();
    for (const part of parts)
      for (const [type, count] of part.findings) findings.set(type, (findings.get(type) ?? 0) + count);
    const sum = (of: (part: SetAccount) => number) => parts.reduce((total, part) => total + of(part), 0);
    return {
      set: `and ${number(parts.length)} more`,
      source,
      files: sum(({ files }) => files),
      records: sum(({ records }) => records),
      passed: sum(({ passed }) => passed),
      unreadable: sum(({ unreadable }) => unreadable),
      findings,
    };
  });
}

function* passedOver({ passedOver: { byReason, others } }: ScanAccount): Generator<string> {
  for (const [note, { count, first }] of byReason) {
    const [example = ''] = first;
    yield count === 1 ? `Skipped ${example}: ${note}` : `Skipped ${number(count)} files such as ${example}: ${note}`;
  }
  if (others > 0) yield `Skipped ${number(others)} more for other reasons: --report=FILE lists all of them.`;
}

/** Each reason, with the files that it applies to. */
function* notRead({ failed: { byReason, count, others } }: ScanAccount): Generator<string> {
  if (count > 0) yield `Not read (${number(count)}):`;
  for (const [reason, names] of byReason) {
    yield `  ${reason}`;
    yield* named(names, (name) => `    ${name}`);
  }
  if (others > 0) yield `  and ${number(others)} more for other reasons: --report=FILE lists all of them.`;
}

function* readInPart({ troubles }: ScanAccount): Generator<string> {
  if (troubles.count > 0) yield `Read in part (${number(troubles.count)}):`;
  yield* named(troubles, ({ name, trouble }) =>
    trouble.position === undefined
      ? `  ${name}: ${trouble.message}`
      : `  ${name} at ${trouble.position}: ${trouble.message}`,
  );
}

function* named<Item>({ first, count }: Bounded<Item>, print: (item: Item) => string): Generator<string> {
  for (const item of first) yield print(item);
  if (count > first.length) yield `  and ${number(count - first.length)} more: --report=FILE lists all of them.`;
}

/** "No findings" means little when nothing was read, so the message tells which case it is. */
function none({ files, records, failed }: ScanAccount): string {
  if (files === 0) return 'No findings, because there was no file to read.';
  if (failed.count === files) return 'No findings, because nothing could be read: see the reasons above.';
  return records === 0 ? 'No findings, because the files have no records.' : 'No findings.';
}

function byType(findings: readonly Pick<Finding, 'type' | 'severity'>[]): Iterable<Line> {
  const types = [...Map.groupBy(findings, ({ type }) => type)].toSorted(([a], [b]) => compare(a, b));
  const labels = SEVERITY_LABELS.toReversed();
  return table(
    ['finding type', ...labels],
    types.map(([type, found]) => [
      type,
      ...labels.map((label) => {
        const count = found.filter(({ severity }) => severityLabel(severity) === label).length;
        return count === 0 ? '' : number(count);
      }),
    ]),
    { numbers: labels.map((_, index) => index + 1) },
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
