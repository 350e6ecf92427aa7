import { callWords } from './call-words.ts';
import { OVERRIDES } from './overrides.ts';
import { ATTACK_RATES, ORDINARY_RATES, TACTICS, type ApiRates, type AttackTier, type OrdinaryTier } from './rates.ts';
import { API_RULES } from './rules.ts';

/** The rates of an operation, and the rule or override that they come from. */
export interface ApiRow extends ApiRates {
  readonly because: string;
}

const OVERRIDDEN: ReadonlyMap<string, ApiRates> = new Map(
  TACTICS.flatMap((tactic) =>
    OVERRIDES[tactic].split(';').flatMap((entry) => {
      const [tiers = '', ...names] = entry.trim().split(/\s+/).toReversed();
      const attack = attackTierOf(tiers.slice(0, -1));
      const ordinary = ordinaryTierOf(tiers.slice(-1));
      return names.map((name) => [name, { tactic, attack, ordinary }] as const);
    }),
  ),
);

/** Calls with an override: `service:Name`, or `service:Name[flavour]` where the parameters say more than the name. */
export const OVERRIDDEN_CALLS: readonly string[] = [...OVERRIDDEN.keys()];

/**
 * The row of an operation. Every operation has one, even one that AWS adds later: rules read its name.
 *
 * @param service as the event source names it, without `.amazonaws.com`
 * @param flavour what the parameters say
 */
export function apiRow(service: string, name: string, flavour?: string): ApiRow {
  const full = `${service}:${name}`;
  const flavoured = flavour === undefined ? undefined : OVERRIDDEN.get(`${full}[${flavour}]`);
  const override = flavoured ?? OVERRIDDEN.get(full);
  if (override !== undefined) return { ...override, because: 'overrides.ts names it' };
  const call = callWords(service, name);
  const rule = API_RULES.find(({ suits }) => suits(call));
  if (rule === undefined) throw new Error(`No rule suits ${full}: the last one suits all.`);
  return { ...rule.rates(call), because: `it ${rule.because}` };
}

/** Whether an override is for this very flavour of an operation. */
export function isOverridden(service: string, name: string, flavour: string): boolean {
  return OVERRIDDEN.has(`${service}:${name}[${flavour}]`);
}

function attackTierOf(text: string): AttackTier {
  const tier = Number(text);
  if (!isAttackTier(tier)) throw new Error(`"${text}" is no tier of attacks: 0 to ${ATTACK_RATES.length - 1}.`);
  return tier;
}

function isAttackTier(tier: number): tier is AttackTier {
  return Number.isInteger(tier) && tier >= 0 && tier < ATTACK_RATES.length;
}

function ordinaryTierOf(text: string): OrdinaryTier {
  if (!isOrdinaryTier(text))
    throw new Error(`"${text}" is no tier of ordinary days: ${Object.keys(ORDINARY_RATES).join(', ')}.`);
  return text;
}

function isOrdinaryTier(text: string): text is OrdinaryTier {
  return Object.hasOwn(ORDINARY_RATES, text);
}
