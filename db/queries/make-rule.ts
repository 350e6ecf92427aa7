import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '#services/model/audit.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { Rule, RuleDraft, RulePreview } from '#services/model/rule.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import { once, OTHER_REQUEST, type KeyedRequest } from '../answers.ts';
import type { Db } from '../client.ts';
import { applyRules } from './apply-rules.ts';
import { previewRule } from './preview-rule.ts';
import { keptRules, putRule, removeRule } from './rules.ts';

/** The inputs of making a rule, besides the draft. */
export interface RuleMaking {
  /** Id of the rule to replace; absent for a new one. */
  readonly id?: string | undefined;
  /** The findings of simulated attacks. */
  readonly attacks: readonly FindingBody[];
  /** Make the rule even when it hides simulated attacks. */
  readonly force: boolean;
  readonly keyed?: KeyedRequest | undefined;
  readonly actor: Actor;
  clock(): Date;
}

/** The outcome of making a rule. */
export type MadeRule =
  | { readonly state: 'made'; readonly rule: Rule; readonly preview: RulePreview }
  /** The rule would hide simulated attacks, so it was not made. */
  | { readonly state: 'silences'; readonly preview: RulePreview }
  | { readonly state: 'forbidden' | 'missing' | 'other-request' };

/** Previews a rule, and makes it unless it would hide a simulated attack. Expects a valid draft. */
export async function makeRule(db: Db, scope: ViewerScope, draft: RuleDraft, making: RuleMaking): Promise<MadeRule> {
  const { id, attacks, force, keyed, actor, clock } = making;
  // Rules hold for the whole organization: viewers with a narrower scope cannot make any.
  if (scope.kind !== 'everything') return { state: 'forbidden' };
  const now = clock();
  if (id !== undefined && !(await keptRules(db, scope, now)).some((rule) => rule.id === id))
    return { state: 'missing' };
  const preview = await previewRule(db, scope, draft, attacks, now, id);
  if (preview.unseen.length > 0 && !force) return { state: 'silences', preview };
  const rule = await once(
    db,
    keyed,
    now,
    RULE,
    async (tx) => (await putRule(tx, id ?? randomUUID(), draft, preview.unseen, actor, now)) ?? MISSING,
  );
  if (rule === OTHER_REQUEST) return { state: 'other-request' };
  if (rule === MISSING) return { state: 'missing' };
  if (preview.matches <= APPLIED_AT_ONCE) await applyRules(db, clock);
  return { state: 'made', rule, preview };
}

/** Stored answers were written by this code, so they need no validation. */
const RULE = z.custom<Rule | typeof MISSING>();
/** Somebody removed the rule while its change was previewed. */
const MISSING = 'missing';

/**
 * Up to this many findings, the rule is applied while the caller waits. For more, the service does it, which looks
 * every minute.
 */
const APPLIED_AT_ONCE = 5000;

/** Takes a rule out of force: findings that it hid come into sight. @returns false when there is none */
export async function endRule(
  db: Db,
  scope: ViewerScope,
  id: string,
  { actor, clock, keyed }: Pick<RuleMaking, 'actor' | 'clock' | 'keyed'>,
): Promise<boolean | typeof OTHER_REQUEST> {
  if (scope.kind !== 'everything') return false;
  const rule = (await keptRules(db, scope, clock())).find((each) => each.id === id);
  const isRemoved = await once(db, keyed, clock(), z.boolean(), (tx) => removeRule(tx, id, actor, clock()));
  if (rule !== undefined && rule.findings <= APPLIED_AT_ONCE) await applyRules(db, clock);
  return isRemoved;
}
