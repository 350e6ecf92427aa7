import type { ActRates, Volume } from '#services/model/behaviour.ts';
import { number } from '#services/model/numbers.ts';
import type { ActCode } from '../act-code.ts';

/** What running models is good for to who has a key: each is what a finding type of GuardDuty is about. */
export type ModelTactic = 'ModelInvocation' | 'CostHarvesting';

/** Raised whenever a rate changes. */
export const MODEL_RATES_VERSION = 1;

/** Of a day, by what is counted: tokens where records tell them, else calls. */
export const SPENT = { tokens: 'tokens', calls: 'calls of models' } as const;

/** `run@example.opus-v1:0`: a model, by the id that was asked for. */
export function runName(model: string): string {
  return `run@${model}`;
}

/** Tokens and calls of a day that nobody is surprised by where nothing larger is known, of people and of programs. */
const USUAL: Readonly<Record<string, readonly [person: number, machine: number]>> = {
  [SPENT.tokens]: [2_000_000, 100_000_000],
  [SPENT.calls]: [500, 50_000],
};

/** Far above what quotas of Bedrock let anybody spend in a day. */
const SPENT_MAX = 2 ** 50;

/**
 * How often attackers run models with what they stole, and on how many days somebody runs one that it never ran: judgement,
 * reviewed as such. People try models out, so it takes another network or program as well.
 */
export function modelRates({ name, outcome, isTool }: ActCode, identityClass: string): ActRates {
  const isMachine = identityClass === 'machine';
  const usual = USUAL[name];
  if (usual !== undefined)
    return { tactic: 'CostHarvesting', attacks: 0.5, days: 0.5, volume: volumeOf(usual[isMachine ? 1 : 0]) };
  const days = isTool || identityClass === 'tool' ? 0.05 : isMachine ? 0.01 : 0.02;
  const share = outcome === 'success' ? 1 : 0.5;
  return { tactic: 'ModelInvocation', attacks: share / 4, days: days * share, volume: undefined };
}

function volumeOf(usual: number): Volume {
  return { most: SPENT_MAX, usual, spread: 'wide', say: (amount) => number(Math.round(amount)) };
}
