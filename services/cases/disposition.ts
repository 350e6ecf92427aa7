import type { Case, Closing, Decision, Disposition } from '#services/model/disposition.ts';
import type { FindingBody } from '#services/model/finding.ts';

/** What is looked at of a finding. */
type Seen = Pick<FindingBody, 'createdAt' | 'updatedAt' | 'service'>;

/**
 * What a finding comes to with what people decided about it. The same of the same, whoever asks: workers ask when the
 * finding grows, people when they decide, both while they hold the finding's row.
 */
export function disposition(finding: Seen, { decision, ...rest }: Case): Omit<Disposition, 'changedAt'> {
  if (decision === undefined || decision.status === 'OPEN')
    return { status: untouched(finding), archived: false, ...rest };
  const { status, who, at, because } = decision;
  if (status === 'IN_PROGRESS') return { status, archived: false, ...rest };
  if (recurred(finding, decision)) return { status: 'REOPENED', archived: false, ...rest };
  const closedBy: Closing = { kind: 'person', who, at, because };
  return { status, archived: true, closedBy, ...rest };
}

function untouched({ createdAt, updatedAt }: Seen): 'NEW' | 'UPDATED' {
  return createdAt === updatedAt ? 'NEW' : 'UPDATED';
}

/**
 * Whether something happened since that was not known then. Both are asked: old logs that come late tell of nothing new, and
 * a clock that runs ahead in some log would reopen a finding as soon as it is closed.
 */
function recurred({ service: { count, eventLastSeen } }: Seen, { at, known }: Decision): boolean {
  const isMore = count > known.count || time(eventLastSeen) > time(known.eventLastSeen);
  return isMore && time(eventLastSeen) > time(at);
}

function time(text: string): number {
  return Date.parse(text);
}
