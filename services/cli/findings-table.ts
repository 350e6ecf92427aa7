import type { Finding } from '#services/model/finding.ts';
import { severityLabel, type SeverityLabel } from '#services/model/severity.ts';
import { number, table } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

const COLOUR: Record<SeverityLabel, Style> = { Critical: 'red', High: 'red', Medium: 'yellow', Low: 'cyan' };

/** Findings for people, a line each; with their ids where there is somebody to ask for one of them. */
export function findingsTable(findings: readonly Finding[], terminal: Terminal, ids = false): readonly string[] {
  return table(
    [
      'severity',
      ...(ids ? ['id'] : []),
      'finding type',
      'account',
      'region',
      'resource',
      'count',
      'last seen',
      'what happened',
    ],
    findings.map((finding) => [
      severityLabel(finding.severity),
      ...(ids ? [finding.id] : []),
      finding.type,
      finding.accountId,
      finding.region,
      finding.resource.id,
      number(finding.service.count),
      finding.service.eventLastSeen.slice(0, 19).replace('T', ' '),
      finding.description,
    ]),
    {
      numbers: [ids ? 6 : 5],
      columns: terminal.columns,
      paint: (text, column, row) => {
        const label = severityLabel(findings[row]?.severity ?? 0);
        return column === 0 ? terminal.paint(COLOUR[label], text) : text;
      },
    },
  );
}
