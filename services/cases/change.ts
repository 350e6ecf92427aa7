import type { Actor } from '#services/model/audit.ts';
import type { Case, CaseChange } from '#services/model/disposition.ts';
import type { FindingBody } from '#services/model/finding.ts';
import { iso } from '#services/model/time.ts';

/** The most findings that one change may cover. */
export const CHANGED_AT_ONCE_MAX = 1000;

/** The names of changes in the audit log. */
export const DONE: Record<CaseChange['kind'], string> = {
  decide: 'finding.decide',
  assign: 'finding.assign',
  judge: 'finding.judge',
  comment: 'finding.comment',
};

/** The case after a change; equal to the one before where the change alters nothing. */
export function changed(
  before: Case,
  change: CaseChange,
  { service: { count, eventLastSeen } }: Pick<FindingBody, 'service'>,
  { who }: Actor,
  now: Date,
): Case {
  const { assignee: _, ...unassigned } = before;
  const { feedback: __, ...unjudged } = before;
  switch (change.kind) {
    case 'decide': {
      const { status, because } = change;
      return { ...before, decision: { status, who, at: iso(now.getTime()), because, known: { count, eventLastSeen } } };
    }
    case 'assign':
      return change.assignee === null ? unassigned : { ...before, assignee: change.assignee };
    case 'judge':
      return change.feedback === null ? unjudged : { ...before, feedback: change.feedback };
    case 'comment':
      return before;
  }
}

/** The most letters that people may write. */
const LONGEST = { because: 2000, assignee: 200, text: 10_000 };

/** @returns the reason why a change is invalid, as a sentence; undefined when it is valid */
export function mistakeIn(change: CaseChange): string | undefined {
  for (const [name, most] of Object.entries(LONGEST)) {
    const text = new Map(Object.entries(change)).get(name);
    if (typeof text !== 'string') continue;
    if (text.trim() === '') return `${name} is empty: leave it out, or give a text.`;
    if (text.length > most) return `${name} has ${text.length} characters; the limit is ${most}.`;
    if (text.includes('\0') || !text.isWellFormed())
      return `${name} has characters that cannot be stored, such as NUL.`;
  }
  return undefined;
}
