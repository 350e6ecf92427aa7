/**
 * Ways to compare values: GuardDuty's operators ("FindingCriteria" in the Amazon GuardDuty API Reference), and `within`
 * for addresses.
 */
export const OPERATORS = [
  'equals',
  'notEquals',
  'greaterThan',
  'greaterThanOrEqual',
  'lessThan',
  'lessThanOrEqual',
  'matches',
  'notMatches',
  'within',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** One condition of a rule: the field has any of the values; for the operators that say "not", it has none of them. */
export interface Criterion {
  /** A field of findings, a member of GuardDuty's finding JSON by its path, `tag:KEY`, `organizationalUnit` or `remoteAddress`. */
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** The effect of a rule on findings: it hides them, or it changes their severity. */
export type RuleEffect = { readonly kind: 'suppress' } | { readonly kind: 'rate'; readonly severity: number };

/** A rule as somebody proposes it. */
export interface RuleDraft {
  readonly name: string;
  readonly effect: RuleEffect;
  /** All must hold. */
  readonly criteria: readonly Criterion[];
  /** The person who answers for it. */
  readonly owner: string;
  readonly because: string;
  /** ISO 8601, the time at which the rule ends; null: never, and then `endlessBecause` gives the reason. */
  readonly expiresAt: string | null;
  readonly endlessBecause: string | null;
}

export interface Rule extends RuleDraft {
  readonly id: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly createdBy: string;
}

/** The effect that a rule would have on findings. */
export interface RulePreview {
  /** Number of kept findings that it matches, and how many of them an earlier rule already matches. */
  readonly matches: number;
  readonly earlier: number;
  readonly byType: readonly { readonly type: string; readonly count: number }[];
  /** Ids of the most recently seen ones. */
  readonly sample: readonly string[];
  /** Types of the simulated attacks whose findings would all be hidden. */
  readonly unseen: readonly string[];
}
