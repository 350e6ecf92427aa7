import { severityInContext, type Finding } from '#services/model/finding.ts';
import { inert } from '#services/model/inert.ts';
import { severityLabel, type SeverityLabel } from '#services/model/severity.ts';
import { number } from '#services/model/numbers.ts';
import { Painted, type Line, type Style } from './line.ts';
import { table } from './table.ts';
import { wrapped } from './width.ts';

const COLOUR: Record<SeverityLabel, Style> = { Critical: 'red', High: 'red', Medium: 'yellow', Low: 'cyan' };

const INDENT = '          ';

/**
 * Findings for people, with their ids when each can be looked up. On a terminal, the full description and resource are
 * below each row; elsewhere they are columns, so that each finding is one line.
 *
 * @param columns width of the terminal; undefined elsewhere
 */
export function findingsTable(findings: Iterable<Finding>, columns: number | undefined, ids = false): Iterable<Line> {
  const oneLine = columns === undefined;
  const head = ['severity', ...(ids ? ['id'] : []), 'finding type', 'account', 'region', 'count', 'last seen'];
  return table(
    [...head, ...(oneLine ? ['resource', 'what happened'] : [])],
    Iterator.from(findings).map((finding) => {
      const { id, type, accountId, region, service, resource, description } = finding;
      const label = severityLabel(severityInContext(finding));
      return {
        cells: [
          new Painted(COLOUR[label], label),
          ...(ids ? [id] : []),
          type,
          accountId,
          region,
          number(service.count),
          service.eventLastSeen.slice(0, oneLine ? 19 : 16).replace('T', ' '),
          ...(oneLine ? [resource.id, description] : []),
        ],
        below: oneLine ? [] : told(description, columns),
      };
    }),
    { numbers: [head.indexOf('count')] },
  );
}

function told(description: string, columns: number): readonly Line[] {
  return Array.from(
    wrapped(inert(description), columns - INDENT.length - 1),
    (part) => new Painted('dim', INDENT + part),
  );
}
