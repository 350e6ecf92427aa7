import type { RuleDraft } from '#services/model/rule.ts';

/** Whether a rule is a trusted list: it hides findings whose remote addresses are all in certain ranges. */
export function isTrustedList({ effect, criteria }: Pick<RuleDraft, 'effect' | 'criteria'>): boolean {
  return (
    effect.kind === 'suppress' &&
    criteria.some(({ field, operator }) => field === 'remoteAddress' && operator === 'within')
  );
}
