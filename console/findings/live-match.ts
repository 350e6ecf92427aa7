import type { Filter } from '#services/model/finding-fields.ts';
import type { LiveFinding } from '../api/live.ts';
import { comparisonOf } from './conditions.ts';
import { apiValue } from './properties.ts';
import type { View } from './view.ts';
import { SEVERITY_LABELS, severityBand } from '#services/model/severity.ts';
import { isList, type Condition } from './query.ts';

/**
 * Whether a finding matches a view. Only the API can tell whether words match, so no condition on them does.
 *
 * @param units above the finding's account
 */
export function isIn({ query, state, from, until }: View, finding: LiveFinding, units: readonly string[]): boolean {
  const holds = (condition: Condition) => isMet(condition, finding, units);
  const met = query.parts.map((part) => {
    if (!isList(part)) return holds(part);
    return query.join === 'and' ? part.some(holds) : part.every(holds);
  });
  return (
    (query.join === 'and' ? !met.includes(false) : met.includes(true)) &&
    (state === 'all' || (state === 'archived') === finding.service.archived) &&
    (from === undefined || Date.parse(finding.service.eventLastSeen) >= Date.parse(from)) &&
    (until === undefined || Date.parse(finding.service.eventFirstSeen) < Date.parse(until))
  );
}

function isMet(condition: Condition, finding: LiveFinding, units: readonly string[]): boolean {
  const { filter, negated } = comparisonOf(condition) ?? {};
  if (filter === undefined) return false;
  const own = filter.keeps === 'units' ? units : OWN[filter.field]?.(finding);
  return own !== undefined && negated !== condition.values.some((value) => keeps(filter, own, value));
}

type Own = readonly (string | number)[];

function keeps(filter: Filter, own: Own, value: string): boolean {
  const asked = apiValue(filter, value);
  const compared = filter.holds === 'moment' ? Date.parse(value) : Number(value);
  switch (filter.keeps) {
    case 'known':
      return own.length > 0 === asked;
    case 'severities':
      return own.some((number) => labelOf(Number(number)) === asked);
    case 'from':
      return own.some((number) => Number(number) >= compared);
    case 'below':
      return own.some((number) => Number(number) < compared);
    default:
      return own.some((one) => one === asked);
  }
}

function labelOf(severity: number): string | undefined {
  return SEVERITY_LABELS.find((label) => severity < severityBand(label).below)?.toUpperCase();
}

/** What a finding has in each field that arrives with changes. */
const OWN: Readonly<Partial<Record<Filter['field'], (finding: LiveFinding) => Own>>> = {
  type: ({ type }) => [type],
  accountId: ({ accountId }) => [accountId],
  region: ({ region }) => [region],
  severity: ({ severity }) => [severity],
  contextSeverity: ({ contextSeverity }) => [contextSeverity],
  status: ({ status }) => [status],
  assignee: ({ assignee }) => some(assignee),
  suppressedBy: ({ suppressedBy }) => some(suppressedBy),
  ratedBy: ({ ratedBy }) => some(ratedBy),
  feedback: ({ feedback }) => some(feedback),
  resourceId: ({ resource }) => [resource.id],
  principal: ({ principal }) => some(principal),
  remoteAddress: ({ remoteAddresses }) => remoteAddresses,
  firstSeen: ({ service }) => [Date.parse(service.eventFirstSeen)],
  lastSeen: ({ service }) => [Date.parse(service.eventLastSeen)],
  createdAt: ({ createdAt }) => [Date.parse(createdAt)],
  updatedAt: ({ updatedAt }) => [Date.parse(updatedAt)],
};

function some(value: string | null): Own {
  return value === null ? [] : [value];
}
