/** Status of a finding. The first four are open: somebody may still have to look. */
export const CASE_STATUSES = ['NEW', 'UPDATED', 'IN_PROGRESS', 'REOPENED', 'RESOLVED', 'ARCHIVED'] as const;
export type CaseStatus = (typeof CASE_STATUSES)[number];

/** Decisions that a person may make about a finding. `OPEN` takes back an earlier one. */
export const DECISIONS = ['OPEN', 'IN_PROGRESS', 'RESOLVED', 'ARCHIVED'] as const;

/** A person's last decision about the status of a finding. */
export interface Decision {
  readonly status: (typeof DECISIONS)[number];
  readonly who: string;
  /** ISO 8601, by the service's clock. */
  readonly at: string;
  readonly because: string | null;
  /** The finding's count and last time when the decision was made. */
  readonly known: { readonly count: number; readonly eventLastSeen: string };
}

/** Whether a finding was worth somebody's time. */
export const FEEDBACK = ['USEFUL', 'NOT_USEFUL'] as const;
export type Feedback = (typeof FEEDBACK)[number];

/** Everything people decided about one finding. */
export interface Case {
  readonly decision?: Decision;
  readonly assignee?: string;
  readonly feedback?: Feedback;
}

/** A change that a person makes to a case. */
export type CaseChange =
  | { readonly kind: 'decide'; readonly status: Decision['status']; readonly because: string | null }
  /** Null: assigned to nobody. */
  | { readonly kind: 'assign'; readonly assignee: string | null }
  | { readonly kind: 'judge'; readonly feedback: Feedback | null; readonly because: string | null }
  | { readonly kind: 'comment'; readonly text: string };

/** The person, rule or event that closed a finding, and the reason. */
export interface Closing {
  /** `gone`: the finding's resource no longer exists, so nobody had to close it. */
  readonly kind: 'person' | 'rule' | 'gone';
  /** The person's id; for a rule, the owner who answers for it; for `gone`, `vedette`. */
  readonly who: string;
  readonly at: string;
  readonly because: string | null;
}

/** The result of people's decisions and their rules for a finding. */
export interface Disposition {
  readonly status: CaseStatus;
  /** Hidden: closed by a person, by a rule or because its resource is gone, and nothing new has happened since. */
  readonly archived: boolean;
  /** Absent while it is open. */
  readonly closedBy?: Closing;
  /** The id of the rule that closed it. */
  readonly suppressedBy?: string;
  /** The severity that the owner's rule gives; absent where no rule changes GuardDuty's. */
  readonly severity?: number;
  /** The id of the rule that sets the severity, and its reason. */
  readonly ratedBy?: string;
  readonly ratedBecause?: string;
  readonly assignee?: string;
  readonly feedback?: Feedback;
  /** ISO 8601: when any of this last changed; absent where nothing ever did. */
  readonly changedAt?: string;
}

/** The disposition of a finding that nobody has touched. */
export const UNTOUCHED: Disposition = { status: 'NEW', archived: false };
