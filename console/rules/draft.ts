import type { KeptRule, Operator, RuleInput } from './rules-query.ts';

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
  readonly ends: End;
  /** When the rule that is being changed ends; null: never, or the rule is new. */
  readonly endsNow: string | null;
  readonly days: string;
  readonly endlessBecause: string;
}

/** When a rule ends. `AS_NOW`: a rule that is being changed keeps its end. */
export type End = 'AS_NOW' | 'AFTER_DAYS' | 'NEVER';

/** A new rule, apart from its conditions. */
export const NEW: Omit<Draft, 'criteria'> = {
  name: '',
  effect: 'SUPPRESS',
  severity: '2',
  owner: '',
  because: '',
  ends: 'AFTER_DAYS',
  endsNow: null,
  days: '90',
  endlessBecause: '',
};

/** A rule as it is, to be changed. */
export function draftOfRule({ rule }: KeptRule): Draft {
  const { name, effect, severity, criteria, owner, because, expiresAt, endlessBecause } = rule;
  return {
    ...NEW,
    name,
    effect,
    severity: severity === null ? NEW.severity : `${severity}`,
    criteria: criteria.map(({ values, ...criterion }) => ({ ...criterion, values: values.join('\n') })),
    owner,
    because,
    ends: expiresAt === null ? 'NEVER' : 'AS_NOW',
    endsNow: expiresAt,
    endlessBecause: endlessBecause ?? '',
  };
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

/**
 * The same for a preview, which is asked for before the rule has a name, an owner and reasons: what it would do does not
 * depend on them.
 */
export function draftToPreview(draft: Draft, nowMs: number): RuleInput {
  const { name, owner, because, endlessBecause } = draft;
  return draftOf(
    {
      ...draft,
      name: name.trim() || UNSAID,
      owner: owner.trim() || UNSAID,
      because: because.trim() || UNSAID,
      endlessBecause: endlessBecause.trim() || UNSAID,
    },
    nowMs,
  );
}

const UNSAID = 'preview';

/** The input for the API, which validates it. */
export function draftOf(draft: Draft, nowMs: number): RuleInput {
  const { name, effect, severity, criteria, owner, because } = draft;
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
    ...endOf(draft, nowMs),
  };
}

function endOf({ ends, endsNow, days, endlessBecause }: Draft, nowMs: number): Partial<RuleInput> {
  if (ends === 'NEVER') return { endlessBecause: endlessBecause.trim() };
  if (ends === 'AS_NOW') return { expiresAt: endsNow };
  const end = new Date(nowMs + Number(days) * DAY_MS);
  return Number.isNaN(end.getTime()) ? {} : { expiresAt: end.toISOString() };
}
