/** How values are compared: GuardDuty's operators ("FindingCriteria" in the Amazon GuardDuty API Reference), and `within` for addresses. */
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

/** One condition of a rule: any of the values, and for the operators that say "not", none of them. */
export interface Criterion {
  /** A field of findings, a member of GuardDuty's finding JSON by its path, `tag:KEY`, `organizationalUnit` or `remoteAddress`. */
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** What a rule does to findings: it puts them out of sight, or it rates them. */
export type RuleEffect = { readonly kind: 'suppress' } | { readonly kind: 'rate'; readonly severity: number };

/** A rule as somebody wishes it. */
export interface RuleDraft {
  readonly name: string;
  readonly effect: RuleEffect;
  /** All must hold. */
  readonly criteria: readonly Criterion[];
  /** Who answers for it. */
  readonly owner: string;
  readonly because: string;
  /** ISO 8601, from when it is not in force any more; null: never, and then `endlessBecause` says why. */
  readonly expiresAt: string | null;
  readonly endlessBecause: string | null;
}

export interface Rule extends RuleDraft {
  readonly id: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly createdBy: string;
}

/** What would become of findings under a rule. */
export interface RulePreview {
  /** Kept findings that it matches, and how many of them an earlier rule has already. */
  readonly matches: number;
  readonly earlier: number;
  readonly byType: readonly { readonly type: string; readonly count: number }[];
  /** Ids of the most recently seen ones. */
  readonly sample: readonly string[];
  /** Types of the simulated attacks that nobody would see any more. */
  readonly unseen: readonly string[];
}
