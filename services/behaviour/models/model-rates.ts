import type { ActRates, Volume } from '#services/model/behaviour.ts';
import { number } from '#services/model/numbers.ts';
import type { ActCode } from '../act-code.ts';

/** The purposes of running models for the holder of a stolen key: each is what a finding type of GuardDuty is about. */
export type ModelTactic = 'ModelInvocation' | 'CostHarvesting';

/** Raised whenever a rate changes. */
export const MODEL_RATES_VERSION = 1;

/** Codes of a day's amount: tokens where records have their number, else calls. */
export const SPENT = { tokens: 'tokens', calls: 'calls of models' } as const;

/** The name of running a model, by the id that was asked for: `run@example.opus-v1:0`. */
export function runName(model: string): string {
  return `run@${model}`;
}

/** Tokens and calls of a day that surprise nobody while nothing larger is known, by people and by programs. */
const USUAL: Readonly<Record<string, readonly [person: number, machine: number]>> = {
  [SPENT.tokens]: [2_000_000, 100_000_000],
  [SPENT.calls]: [500, 50_000],
};

/** Far above what quotas of Bedrock let anybody spend in a day. */
const SPENT_MAX = 2 ** 50;

/**
 * How often attackers run models with stolen credentials, and on how many days an identity runs a model for the first
 * time. The numbers are reviewed estimates. People try models out, so a finding needs a new network or client as well.
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
