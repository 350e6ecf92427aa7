import type { RuleDraft } from '#services/model/rule.ts';

/** Whether a rule is a trusted list: it puts out of sight what has certain addresses alone at its other end. */
export function isTrustedList({ effect, criteria }: Pick<RuleDraft, 'effect' | 'criteria'>): boolean {
  return (
    effect.kind === 'suppress' &&
    criteria.some(({ field, operator }) => field === 'remoteAddress' && operator === 'within')
  );
}
