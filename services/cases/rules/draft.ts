import { isFindingType } from '#services/model/finding-type.ts';
import type { Criterion, RuleDraft } from '#services/model/rule.ts';
import { mistakeInCriterion } from './rule.ts';

/** The most letters in a rule's texts, and bounds on its criteria. */
const LONGEST = { name: 100, owner: 200, because: 2000, endlessBecause: 2000 } as const;
const CRITERIA_MAX = 20;
const VALUES_MAX = 200;
/** The most ranges of a trusted list: each commit reads all of them. */
const RANGES_MAX = 1000;
const VALUE_MAX = 300;

/** @returns the reason why a rule is invalid, as a sentence; undefined when it is valid */
export function mistakeInRule(draft: RuleDraft, now: Date): string | undefined {
  const { criteria, effect, expiresAt, endlessBecause } = draft;
  for (const name of ['name', 'owner', 'because', 'endlessBecause'] as const) {
    const text = draft[name];
    if (text === null) continue;
    if (text.trim() === '') return `${name} is empty: a rule needs a name, an owner and a reason.`;
    if (text.length > LONGEST[name]) return `${name} has ${text.length} characters; the limit is ${LONGEST[name]}.`;
    if (text.includes('\0') || !text.isWellFormed())
      return `${name} has characters that cannot be stored, such as NUL.`;
  }
  if (effect.kind === 'rate' && !(effect.severity >= 1 && effect.severity <= 10))
    return `A severity is a number from 1 to 10, not ${effect.severity}.`;
  if (expiresAt === null && endlessBecause === null)
    return 'Set when the rule expires, or give a reason why it never does: nobody reviews what is hidden.';
  if (expiresAt !== null && endlessBecause !== null)
    return 'The rule expires, so leave out the reason why it never does.';
  if (expiresAt !== null && !(Date.parse(expiresAt) > now.getTime()))
    return 'The rule would expire before it takes effect.';
  if (criteria.length === 0) return 'A rule needs a criterion; without one it would match everything.';
  if (criteria.length > CRITERIA_MAX) return `A rule has at most ${CRITERIA_MAX} criteria.`;
  for (const criterion of criteria) {
    const { field, operator, values } = criterion;
    const most = operator === 'within' ? RANGES_MAX : VALUES_MAX;
    if (values.length > most) return `${field} takes at most ${most} values.`;
    const odd = values.find((text) => text.length > VALUE_MAX || text.includes('\0') || !text.isWellFormed());
    if (odd !== undefined) return `${field}: a value has at most ${VALUE_MAX} characters, and no NUL.`;
    const mistake = mistakeInCriterion(criterion) ?? mistakeInValues(criterion);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

/** A sentence about values that no finding can have, such as typing mistakes: the rule would match nothing. */
function mistakeInValues({ field, operator, values }: Criterion): string | undefined {
  const shape = SHAPES.get(field);
  if (shape === undefined || (operator !== 'equals' && operator !== 'notEquals')) return undefined;
  const odd = values.find((value) => !shape.fits(value));
  return odd === undefined ? undefined : `${field}: "${odd}" is not ${shape.is}.`;
}

const SHAPES: ReadonlyMap<string, { readonly is: string; fits(value: string): boolean }> = new Map([
  ['type', { is: 'a finding type such as Recon:EC2/Portscan', fits: isFindingType }],
  ['accountId', { is: 'an account ID of twelve digits', fits: (value: string) => /^\d{12}$/.test(value) }],
]);
