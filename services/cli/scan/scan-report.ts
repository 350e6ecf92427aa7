import type { Finding } from '#services/model/finding.ts';
import { SEVERITY_LABELS, severityLabel } from '#services/model/severity.ts';
import { number } from '#services/model/numbers.ts';
import { table } from '../table.ts';
import type { Bounded, ScanAccount } from './scan-account.ts';

/** Lines on stderr at most for one kind of thing; the report file has every one. */
const SHOWN_MAX = 50;

type Told = Pick<Finding, 'type' | 'severity'>;

/** What a person wants to know after a scan: what was read, what was not and why, and what was found. */
export function scanReport(
  account: ScanAccount,
  findings: readonly Told[],
  columns: number | undefined,
): readonly string[] {
  return [
    ...filesTable(account, columns),
    ...passedOver(account),
    ...notRead(account),
    ...named('Read in part', account.troubles, ({ name, trouble }) =>
      trouble.position === undefined
        ? `${name}: ${trouble.message}`
        : `${name} at ${trouble.position}: ${trouble.message}`,
    ),
    ...byType(findings, columns),
  ];
}

function filesTable({ sets }: ScanAccount, columns: number | undefined): readonly string[] {
  const rows = [...sets.values()].toSorted(
    (a, b) => compare(a.set, b.set) || compare(a.source ?? '~', b.source ?? '~'),
  );
  return table(
    ['files of', 'kind of log', 'files', 'records', 'no record', 'unreadable', 'findings'],
    rows.map((row) => [
      row.set,
      row.source ?? '(none)',
      number(row.files),
      number(row.records),
      number(row.passed),
      number(row.unreadable),
      [...row.findings].map(([type, count]) => `${number(count)} ${type}`).join(', '),
    ]),
    { numbers: [2, 3, 4, 5], columns },
  );
}

function passedOver({ notes }: ScanAccount): readonly string[] {
  return [...notes].map(([note, { files, example }]) =>
    files === 1 ? `Passed over ${example}: ${note}` : `Passed over ${number(files)} files such as ${example}: ${note}`,
  );
}

/** Under each reason the files it holds for: it often holds for many. */
function notRead({ failed }: ScanAccount): readonly string[] {
  const reasons = Map.groupBy(failed.first, ({ reason }) => reason);
  return [
    ...(failed.count > 0 ? [`Not read (${number(failed.count)}):`] : []),
    ...[...reasons].flatMap(([reason, files]) => [
      `  ${reason}`,
      ...shown(files, files.length, ({ name }) => `    ${name}`),
    ]),
  ];
}

function named<Item>(title: string, { first, count }: Bounded<Item>, print: (item: Item) => string): readonly string[] {
  return count === 0 ? [] : [`${title} (${number(count)}):`, ...shown(first, count, (item) => `  ${print(item)}`)];
}

function shown<Item>(items: readonly Item[], count: number, print: (item: Item) => string): readonly string[] {
  const more = count > SHOWN_MAX ? [`  and ${number(count - SHOWN_MAX)} more: --report=FILE names every one.`] : [];
  return [...items.slice(0, SHOWN_MAX).map(print), ...more];
}

function byType(findings: readonly Told[], columns: number | undefined): readonly string[] {
  if (findings.length === 0) return ['No findings.'];
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
    { numbers: labels.map((_, index) => index + 1), columns },
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
