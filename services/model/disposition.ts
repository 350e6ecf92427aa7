/** How it stands with a finding. The first four are open: somebody may still have to look. */
export const CASE_STATUSES = ['NEW', 'UPDATED', 'IN_PROGRESS', 'REOPENED', 'RESOLVED', 'ARCHIVED'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** What a person may say of a finding. `OPEN` takes back what was said before. */
export const DECISIONS = ['OPEN', 'IN_PROGRESS', 'RESOLVED', 'ARCHIVED'] as const;

/** The last word that a person said of how it stands with a finding. */
export interface Decision {
  readonly status: (typeof DECISIONS)[number];
  readonly who: string;
  /** ISO 8601, by the clock. */
  readonly at: string;
  readonly because: string | null;
  /** What the finding told then. */
  readonly known: { readonly count: number; readonly eventLastSeen: string };
}

/** Whether a finding was worth somebody's time. */
export const FEEDBACK = ['USEFUL', 'NOT_USEFUL'] as const;
export type Feedback = (typeof FEEDBACK)[number];

/** What people decided about one finding. */
export interface Case {
  readonly decision?: Decision;
  readonly assignee?: string;
  readonly feedback?: Feedback;
}

/** What a person does to a finding. */
export type CaseChange =
  | { readonly kind: 'decide'; readonly status: Decision['status']; readonly because: string | null }
  /** Null: in nobody's hands. */
  | { readonly kind: 'assign'; readonly assignee: string | null }
  | { readonly kind: 'judge'; readonly feedback: Feedback | null; readonly because: string | null }
  | { readonly kind: 'comment'; readonly text: string };

/** Who or what closed a finding, and why. */
export interface Closing {
  /** `gone`: what it is about is no more, so that nobody had to. */
  readonly kind: 'person' | 'rule' | 'gone';
  /** Of a rule, who answers for it. */
  readonly who: string;
  readonly at: string;
  readonly because: string | null;
}

/** What people and their rules make of a finding. */
export interface Disposition {
  readonly status: CaseStatus;
  /** Out of sight: closed by somebody or something, and nothing new has happened since. */
  readonly archived: boolean;
  /** Absent while it is open. */
  readonly closedBy?: Closing;
  /** The id of the rule that closed it. */
  readonly suppressedBy?: string;
  /** As its owner rates it; absent where nobody rates it otherwise than GuardDuty. */
  readonly severity?: number;
  /** The id of the rule that rates it, and why it does. */
  readonly ratedBy?: string;
  readonly ratedBecause?: string;
  readonly assignee?: string;
  readonly feedback?: Feedback;
  /** ISO 8601: when anything of this last changed; absent where nothing ever did. */
  readonly changedAt?: string;
}

/** Of a finding that nobody has touched. */
export const UNTOUCHED: Disposition = { status: 'NEW', archived: false };
