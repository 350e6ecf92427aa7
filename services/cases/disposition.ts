import type { Case, Closing, Decision, Disposition } from '#services/model/disposition.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { iso } from '#services/model/time.ts';
import { goneness } from './gone.ts';
import type { RuleInUse } from './rules/rule.ts';

/** The parts of a finding that this file uses. */
type Seen = Pick<FindingBody, 'createdAt' | 'updatedAt' | 'service'>;

/**
 * Computes a finding's disposition from people's decisions and their rules. The same input always gives the same
 * result: workers compute it when the finding grows, people's requests when they decide, both while they hold a lock on
 * the finding's row.
 *
 * A rule hides the findings it matches, also when they recur. Later activity reopens a finding that a person closed.
 *
 * Where a finding ends with its resource, it is resolved when the resource is gone, unless a person's decision still
 * holds.
 *
 * @param rules those in force, in the order of their creation: of several that hide it, the first counts
 * @param ends known ends of the finding's resource
 */
export function disposition(
  finding: FindingBody,
  { decision, ...given }: Case,
  rules: readonly RuleInUse[] = [],
  organizationalUnits: readonly string[] = [],
  ends: readonly ResourceEnd[] = [],
): Omit<Disposition, 'changedAt'> {
  const met = rules.filter((rule) => rule.matches({ finding, organizationalUnits }));
  const rest = { ...given, ...rating(met) };
  const suppressing = met.find(({ effect }) => effect.kind === 'suppress');
  if (suppressing !== undefined) {
    const { id, owner, because, createdAt } = suppressing;
    const closedBy: Closing = { kind: 'rule', who: owner, at: createdAt, because };
    return { status: 'ARCHIVED', archived: true, closedBy, suppressedBy: id, ...rest };
  }
  if (decision === undefined || decision.status === 'OPEN') {
    const gone = ends
      // A person who reopened it after the resource was gone overrides this.
      .filter(({ at }) => decision === undefined || time(decision.at) < at)
      .map((end) => ({ end, is: goneness(finding, rest.severity ?? finding.severity, end) }));
    const resolved = gone.find(({ is }) => is === 'resolved');
    if (resolved !== undefined) {
      const { id, call, at } = resolved.end;
      const closedBy: Closing = {
        kind: 'gone',
        who: 'vedette',
        at: iso(at),
        because: `${id} no longer exists: ${call}.`,
      };
      return { status: 'RESOLVED', archived: true, closedBy, ...rest };
    }
    const recurredSince = gone.some(({ is }) => is === 'recurred');
    return { status: recurredSince ? 'REOPENED' : untouched(finding), archived: false, ...rest };
  }
  const { status, who, at, because } = decision;
  if (status === 'IN_PROGRESS') return { status, archived: false, ...rest };
  if (recurred(finding, decision)) return { status: 'REOPENED', archived: false, ...rest };
  const closedBy: Closing = { kind: 'person', who, at, because };
  return { status, archived: true, closedBy, ...rest };
}

/** The severity from rules: where several set it, the highest. */
function rating(rules: readonly RuleInUse[]): Pick<Disposition, 'severity' | 'ratedBy' | 'ratedBecause'> {
  const ratings = rules.flatMap(({ effect, id, because }) =>
    effect.kind === 'rate' ? [{ severity: effect.severity, ratedBy: id, ratedBecause: because }] : [],
  );
  return ratings.toSorted((a, b) => b.severity - a.severity)[0] ?? {};
}

function untouched({ createdAt, updatedAt }: Seen): 'NEW' | 'UPDATED' {
  return createdAt === updatedAt ? 'NEW' : 'UPDATED';
}

/**
 * Whether activity after the decision was unknown when the decision was made. Both conditions matter: old logs that
 * come late hold no new activity, and a log with a clock that runs ahead would reopen a finding as soon as it is
 * closed.
 */
function recurred({ service: { count, eventLastSeen } }: Seen, { at, known }: Decision): boolean {
  const isMore = count > known.count || time(eventLastSeen) > time(known.eventLastSeen);
  return isMore && time(eventLastSeen) > time(at);
}

function time(text: string): number {
  return Date.parse(text);
}
