import { mistakeInRule } from '#services/cases/rules/draft.ts';
import type { Criterion, Operator, RuleDraft } from '#services/model/rule.ts';
import { SEVERITY_LABELS, severityNumber } from '#services/model/severity.ts';
import { iso } from '#services/model/time.ts';
import { askedMoment } from '../moment.ts';
import { UsageError } from '../usage-error.ts';

/** Flags that define a rule. */
export const RULE_ARGS = {
  when: {
    type: 'string',
    valueHint: 'FIELD=VALUE',
    description:
      'A criterion: FIELD, an operator (= != > >= < <=, ~ and !~ with * and ?) and a value; or FIELD in RANGE, or in @FILE with a list of ranges. All criteria must hold; several with the same field and operator match any of their values. Repeatable',
  },
  rate: {
    type: 'string',
    valueHint: 'SEVERITY',
    description:
      'The new severity of matching findings: Low, Medium, High, Critical or a number. Without it, they are hidden',
  },
  name: { type: 'string', description: 'The name of the rule' },
  owner: { type: 'string', description: 'Who is responsible for it' },
  because: { type: 'string', description: 'Why', valueHint: 'REASON' },
  expires: { type: 'string', valueHint: '2026-12-31', description: 'When it expires' },
  endless: {
    type: 'string',
    valueHint: 'REASON',
    description: 'The reason why it never expires, instead of --expires',
  },
} as const;

export const RULE_REPEATABLE = ['when'] as const;

/** Operators by their signs. When one sign begins with another, the longer one comes first. */
const SIGNS: readonly (readonly [string, Operator])[] = [
  ['!=', 'notEquals'],
  ['!~', 'notMatches'],
  ['>=', 'greaterThanOrEqual'],
  ['<=', 'lessThanOrEqual'],
  ['=', 'equals'],
  ['~', 'matches'],
  ['>', 'greaterThan'],
  ['<', 'lessThan'],
  [' in ', 'within'],
];

const EMPTY: RuleDraft = {
  name: '',
  effect: { kind: 'suppress' },
  criteria: [],
  owner: '',
  because: '',
  expiresAt: null,
  endlessBecause: null,
};

/**
 * The rule that the flags ask for.
 *
 * @param kept the rule to change; it keeps whatever no flag sets
 * @throws UsageError for an invalid rule
 */
export function draftOf(
  args: Readonly<Record<string, unknown>>,
  when: readonly string[],
  now: Date,
  kept: RuleDraft = EMPTY,
): RuleDraft {
  const text = (name: string) => (typeof args[name] === 'string' ? args[name] : undefined);
  const [expires, endless, rate] = [text('expires'), text('endless'), text('rate')];
  const end = {
    expiresAt: expires === undefined ? null : iso(askedMoment('expires', expires)),
    endlessBecause: endless ?? null,
  };
  const draft: RuleDraft = {
    name: text('name') ?? kept.name,
    effect: rate === undefined ? kept.effect : { kind: 'rate', severity: severityOf(rate) },
    criteria: when.length === 0 ? kept.criteria : criteriaOf(when),
    owner: text('owner') ?? kept.owner,
    because: text('because') ?? kept.because,
    ...(expires === undefined && endless === undefined
      ? { expiresAt: kept.expiresAt, endlessBecause: kept.endlessBecause }
      : end),
  };
  const mistake = mistakeInRule(draft, now);
  if (mistake !== undefined) throw new UsageError(mistake);
  return draft;
}

function criteriaOf(when: readonly string[]): readonly Criterion[] {
  const criteria = new Map<string, Criterion>();
  for (const text of when) {
    const [, field = '', sign = '', value = ''] = /^([\w.:/-]+?)( in |!=|!~|>=|<=|=|~|>|<)(.*)$/s.exec(text) ?? [];
    const operator = SIGNS.find(([known]) => known === sign)?.[1];
    if (operator === undefined) throw new UsageError(`--when="${text}" is not a criterion: write FIELD=VALUE.`);
    const key = `${field} ${operator}`;
    criteria.set(key, { field, operator, values: [...(criteria.get(key)?.values ?? []), value.trim()] });
  }
  return [...criteria.values()];
}

function severityOf(text: string): number {
  const label = SEVERITY_LABELS.find((known) => known.toLowerCase() === text.toLowerCase());
  const number = label === undefined ? Number(text) : severityNumber(label);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new UsageError(`"${text}" is not a severity: use ${SEVERITY_LABELS.join(', ')}, or a number from 1 to 10.`);
  return number;
}
