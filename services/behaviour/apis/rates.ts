/**
 * How often attackers do something, and how often people do. The numbers are reviewed estimates. A finding names the
 * version, which goes up whenever a rate, a rule or an override changes (`docs/api-table.txt` shows what changed).
 */
export const RATES_VERSION = 7;

/** The share of attacks that a call is part of, by tier. Tier 0: not part of attacks by itself. */
export const ATTACK_RATES = [0, 1 / 400, 1 / 100, 1 / 32, 1 / 16, 1 / 8, 1 / 4] as const;
export type AttackTier = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** The share of a person's active days that have a call: daily, weekly, monthly, seldom, rare, hardly, nearly never. */
export const ORDINARY_RATES = { d: 0.2, w: 0.08, m: 0.02, s: 0.005, r: 0.001, h: 0.0002, n: 0.00005 } as const;
export type OrdinaryTier = keyof typeof ORDINARY_RATES;

/** The purpose of an act for an attacker, as MITRE ATT&CK names it. */
export const TACTICS = [
  'CredentialAccess',
  'DefenseEvasion',
  'Discovery',
  'Execution',
  'Exfiltration',
  'Impact',
  'InitialAccess',
  'Persistence',
  'PrivilegeEscalation',
] as const;
export type Tactic = (typeof TACTICS)[number];

/** The rates of an operation before anything was learned. */
export interface ApiRates {
  /** Undefined when the operation is not part of attacks by itself. */
  readonly tactic: Tactic | undefined;
  readonly attack: AttackTier;
  readonly ordinary: OrdinaryTier;
}
