import type { Finding } from '#services/model/finding.ts';
import { severityLabel, type SeverityLabel } from '#services/model/severity.ts';
import { number } from '#services/model/numbers.ts';
import { table } from './table.ts';
import { printable, type Style, type Terminal } from './terminal.ts';

const COLOUR: Record<SeverityLabel, Style> = { Critical: 'red', High: 'red', Medium: 'yellow', Low: 'cyan' };
type TableRow = Pick<Finding, 'severity' | 'id' | 'type' | 'accountId' | 'region' | 'description'> & {
  readonly resource: Pick<Finding['resource'], 'id'>;
  readonly service: Pick<Finding['service'], 'count' | 'eventLastSeen'>;
};

const INDENT = '          ';

/**
 * Findings for people, with their ids where there is somebody to ask for one of them. On a terminal what happened, and to
 * what, stands below each, whole; elsewhere these are columns, so that a finding is a line.
 */
export function findingsTable(findings: readonly TableRow[], terminal: Terminal, ids = false): readonly string[] {
  const { columns } = terminal;
  const oneLine = columns === undefined;
  const head = ['severity', ...(ids ? ['id'] : []), 'finding type', 'account', 'region', 'count', 'last seen'];
  const lines = table(
    [...head, ...(oneLine ? ['resource', 'what happened'] : [])],
    findings.map((finding) => [
      severityLabel(finding.severity),
      ...(ids ? [finding.id] : []),
      finding.type,
      finding.accountId,
      finding.region,
      number(finding.service.count),
      finding.service.eventLastSeen.slice(0, oneLine ? 19 : 16).replace('T', ' '),
      ...(oneLine ? [finding.resource.id, finding.description] : []),
    ]),
    {
      numbers: [head.indexOf('count')],
      paint: (text, column, row) => {
        const label = severityLabel(findings[row]?.severity ?? 0);
        return column === 0 ? terminal.paint(COLOUR[label], text) : text;
      },
    },
  );
  if (columns === undefined) return lines;
  const [first = '', ...rest] = lines;
  return [
    first,
    ...rest.flatMap((line, i) => [
      line,
      ...wrapped(printable(findings[i]?.description ?? ''), columns - INDENT.length - 1).map((part) =>
        terminal.paint('dim', INDENT + part),
      ),
    ]),
  ];
}

/** Of a finding, what its line says: a table stands in memory whole. */
export function tableRowOf({ service, resource, ...finding }: Finding): TableRow {
  const { severity, id, type, accountId, region, description } = finding;
  const { count, eventLastSeen } = service;
  return {
    severity,
    id,
    type,
    accountId,
    region,
    description,
    resource: { id: resource.id },
    service: { count, eventLastSeen },
  };
}

/** The text in lines of at most so many characters, broken between words where it can be. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (let rest = text; rest !== '';) {
    const blank = rest.length <= width ? rest.length : rest.lastIndexOf(' ', width);
    const end = blank > 0 ? blank : Math.max(width, 1);
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return lines;
}
