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
      'A criterion, all must hold: = != > >= < <= ~ !~ (with * and ?) or " in " for ranges of addresses, or @FILE with a list of them. A field again with the same sign: one of the values will do. Repeatable',
  },
  rate: {
    type: 'string',
    valueHint: 'SEVERITY',
    description: 'Rate what matches: Low, Medium, High, Critical or a number. Without, it is put out of sight',
  },
  name: { type: 'string', description: 'What it is called' },
  owner: { type: 'string', description: 'Who answers for it' },
  because: { type: 'string', description: 'Why', valueHint: 'REASON' },
  expires: { type: 'string', valueHint: '2026-12-31', description: 'From when it is not in force any more' },
  endless: { type: 'string', valueHint: 'REASON', description: 'Why it never expires, instead' },
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

/** @throws UsageError for an invalid rule */
export function draftOf(args: Readonly<Record<string, unknown>>, when: readonly string[], now: Date): RuleDraft {
  const text = (name: string) => (typeof args[name] === 'string' ? args[name] : undefined);
  const expires = text('expires');
  const rate = text('rate');
  const draft: RuleDraft = {
    name: text('name') ?? '',
    effect: rate === undefined ? { kind: 'suppress' } : { kind: 'rate', severity: severityOf(rate) },
    criteria: criteriaOf(when),
    owner: text('owner') ?? '',
    because: text('because') ?? '',
    expiresAt: expires === undefined ? null : iso(askedMoment('expires', expires)),
    endlessBecause: text('endless') ?? null,
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
    if (operator === undefined) throw new UsageError(`--when="${text}" is no criterion: write FIELD=VALUE.`);
    const key = `${field} ${operator}`;
    criteria.set(key, { field, operator, values: [...(criteria.get(key)?.values ?? []), value.trim()] });
  }
  return [...criteria.values()];
}

function severityOf(text: string): number {
  const label = SEVERITY_LABELS.find((known) => known.toLowerCase() === text.toLowerCase());
  const number = label === undefined ? Number(text) : severityNumber(label);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new UsageError(`"${text}" is no severity: use ${SEVERITY_LABELS.join(', ')}, or a number from 1 to 10.`);
  return number;
}
