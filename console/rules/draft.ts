import type { Operator, RuleInput } from './rules-query.ts';

export interface DraftCriterion {
  readonly field: string;
  readonly operator: Operator;
  /** One a line. */
  readonly values: string;
}

/** A rule as it is being written: what is typed is text. */
export interface Draft {
  readonly name: string;
  readonly effect: RuleInput['effect'];
  readonly severity: string;
  readonly criteria: readonly DraftCriterion[];
  readonly owner: string;
  readonly because: string;
  readonly days: string;
}

/** What a finding fills in: the field of the rule by its name in the address. */
const FILLED_IN = { type: 'type', account: 'accountId', resource: 'resourceId' } as const;

/** Where a rule is written about what is like a finding. */
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

/** What the API is asked with. It says what is wrong with it. */
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
