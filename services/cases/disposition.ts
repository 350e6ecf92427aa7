import type { Case, Closing, Decision, Disposition } from '#services/model/disposition.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { iso } from '#services/model/time.ts';
import { goneness } from './gone.ts';
import type { RuleInUse } from './rules/rule.ts';

/** The members of a finding that count here. */
type Seen = Pick<FindingBody, 'createdAt' | 'updatedAt' | 'service'>;

/**
 * The disposition of a finding, from people's decisions and their rules. The result depends on these alone: workers ask
 * when the finding grows, people when they decide, and both hold the lock of the finding's row.
 *
 * A rule hides every finding that matches it, also when it happens again. A finding that a person closed reopens when
 * something happens later.
 *
 * A finding that is over with its resource is resolved when the resource is gone, unless a later decision of a person
 * holds.
 *
 * @param rules the rules in force, oldest first: of several rules that hide the finding, the oldest counts
 * @param ends what is known of the end of the finding's resources
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
      // A person who decided after the resource was gone knows better.
      .filter(({ at }) => decision === undefined || time(decision.at) < at)
      .map((end) => ({ end, is: goneness(finding, rest.severity ?? finding.severity, end) }));
    const resolved = gone.find(({ is }) => is === 'resolved');
    if (resolved !== undefined) {
      const { id, call, at } = resolved.end;
      const closedBy: Closing = { kind: 'gone', who: 'vedette', at: iso(at), because: `${id} is gone: ${call}.` };
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

/** The severity that rules give the finding: the highest of several. */
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
 * Whether something happened since the decision that was not known then. Both conditions are needed: old logs that come
 * late show nothing new, and a clock that runs ahead in some log would reopen a finding as soon as it is closed.
 */
function recurred({ service: { count, eventLastSeen } }: Seen, { at, known }: Decision): boolean {
  const isMore = count > known.count || time(eventLastSeen) > time(known.eventLastSeen);
  return isMore && time(eventLastSeen) > time(at);
}

function time(text: string): number {
  return Date.parse(text);
}
