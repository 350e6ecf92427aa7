import type { Judging } from '#services/model/behaviour.ts';
import { BIT, type Bits } from './bits.ts';
import { parseCode } from './act-code.ts';
import type { DayPart, DayScore, ScoredAct } from './score.ts';

/** Parts of the score of a day for one tactic, and their sum. */
export interface TacticScore {
  /** The most telling act, and the acts that add to it. */
  readonly best: ScoredAct;
  readonly rest: readonly ScoredAct[];
  readonly restBits: Bits;
  readonly day: readonly DayPart[];
  /** Other tactics with a telling act on the same day. */
  readonly chain: readonly string[];
  readonly chainBits: Bits;
  readonly total: Bits;
}

const HALF = 0.5;
const REST_MAX = { looks: 4 * BIT, other: BIT };
const DENIED_MAX = { looks: 6 * BIT, other: 4 * BIT };
const CHAIN_FROM = 3 * BIT;
const CHAIN_STEP = 1.5 * BIT;
const CHAIN_MAX = 3 * BIT;

/**
 * The score of a day for one tactic. Acts that other detectors already make findings of do not count. Undefined unless
 * an act is at least twice as likely in an attack (circumstances only add to it), and while too few days are known.
 */
export function tacticScore(
  { tactics, chains }: Judging,
  { acts, day, identity }: DayScore,
  tactic: string,
): TacticScore | undefined {
  const [best, ...others] = (acts.get(tactic) ?? []).filter(({ apart }) => apart);
  if (best === undefined || best.api + best.volume < BIT || !identity.isSettled) return undefined;
  const rest = others.filter(({ api }) => api > 0).toSorted((a, b) => b.api - a.api || (a.code < b.code ? -1 : 1));
  const kind = tactics[tactic];
  const looks = kind === 'looks';
  const restBits = Math.min(looks ? REST_MAX.looks : REST_MAX.other, weighted(rest));
  const parts = day.flatMap((part) => {
    // Many new acts suggest that somebody is looking around or taking something. In a new account everything is new, so
    // there they suggest looking only.
    if (part.part === 'breadth' && (kind === 'acts' || (kind === 'takes' && identity.isInFirstWeek))) return [];
    if (part.part !== 'denied') return [part];
    return [{ ...part, bits: Math.min(part.bits, looks ? DENIED_MAX.looks : DENIED_MAX.other) }];
  });
  // A tool makes a whole system in one go, with acts of many tactics. Such acts form no chain.
  const tells = (other: string): boolean =>
    acts.get(other)?.some(({ api, code }) => api >= CHAIN_FROM && !parseCode(code).isTool) ?? false;
  const chain =
    chains && tells(tactic)
      ? Object.keys(tactics).filter((other) => other !== tactic && tactics[other] !== 'looks' && tells(other))
      : [];
  const chainBits = Math.min(CHAIN_MAX, chain.length * CHAIN_STEP);
  const total = parts.reduce((sum, { bits }) => sum + bits, best.api + best.volume + restBits + chainBits);
  return { best, rest, restBits, day: parts, chain, chainBits, total };
}

/** Further acts weigh less and less: one half, one quarter, and from there on four fifths of the one before. */
function weighted(rest: readonly ScoredAct[]): Bits {
  let weight = 1;
  let sum = 0;
  for (const [index, { api }] of rest.entries()) {
    weight *= index < 2 ? HALF : 0.8;
    sum += Math.floor(api * weight);
  }
  return sum;
}
