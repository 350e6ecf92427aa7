import type { Operator, RuleInput } from './rules-query.ts';

export interface DraftCriterion {
  readonly field: string;
  readonly operator: Operator;
  /** One value a line. */
  readonly values: string;
}

/** A rule while it is being written: all inputs are text. */
export interface Draft {
  readonly name: string;
  readonly effect: RuleInput['effect'];
  readonly severity: string;
  readonly criteria: readonly DraftCriterion[];
  readonly owner: string;
  readonly because: string;
  readonly days: string;
}

/** Fields of a rule that a finding fills in, by their name in the address. */
const FILLED_IN = { type: 'type', account: 'accountId', resource: 'resourceId' } as const;

/** Address of a new rule for findings like this one. */
export function newRuleHref(finding: {
  readonly type: string;
  readonly accountId: string;
  readonly resource: { readonly id: string };
}): string {
  const { type, accountId: account, resource } = finding;
  return `/suppression/new?${new URLSearchParams({ type, account, resource: resource.id }).toString()}`;
}

export function criteriaOf(search: URLSearchParams): readonly DraftCriterion[] {
  return Object.entries(FILLED_IN).flatMap(([name, field]) => {
    const values = search.getAll(name);
    return values.length === 0 ? [] : [{ field, operator: 'EQUALS' as const, values: values.join('\n') }];
  });
}

const DAY_MS = 86_400_000;

/** The input for the API, which validates it. */
export function draftOf({ name, effect, severity, criteria, owner, because, days }: Draft, nowMs: number): RuleInput {
  const end = new Date(nowMs + Number(days) * DAY_MS);
  return {
    name: name.trim(),
    effect,
    ...(effect === 'RATE' && { severity: Number(severity) }),
    criteria: criteria.map(({ field, operator, values }) => ({
      field: field.trim(),
      operator,
      values: values
        .split('\n')
        .map((value) => value.trim())
        .filter((value) => value !== ''),
    })),
    owner: owner.trim(),
    because: because.trim(),
    ...(Number.isNaN(end.getTime()) ? {} : { expiresAt: end.toISOString() }),
  };
}
