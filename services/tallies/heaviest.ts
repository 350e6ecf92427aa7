import { defineTally } from '#services/model/tally.ts';
import type { HeaviestReading, Weighed } from '#services/model/tally.ts';
import { hash } from './kits/hash.ts';
import { short } from './kits/short.ts';
import { asList, asNumber, asText } from './kits/stored.ts';

interface Ranked {
  /** Of the value: tells it from others, and decides between equal weights. */
  readonly hash: number;
  readonly weight: number;
  /** Undefined for those that are not shown. */
  value: string | undefined;
}

interface Heaviest {
  /** The heaviest first. */
  readonly ranking: Ranked[];
  /** By hash. */
  readonly weights: Map<number, number>;
}

/** Thresholds of detectors are reached by fewer. */
const KEPT_MAX = 1024;
const SHOWN_MAX = 20;

/**
 * Different values, each with the most that it weighed, and what they weigh together: of very many, the heaviest. A value
 * that comes again adds nothing, so nothing adds up twice. Weights are whole; what weighs nothing is left out.
 */
export default defineTally<Weighed | undefined, Heaviest, HeaviestReading>({
  name: 'heaviest',
  empty,
  add: (state, weighed) => {
    if (weighed === undefined || !Number.isFinite(weighed.weight)) return;
    const weight = Math.min(Math.round(weighed.weight), Number.MAX_SAFE_INTEGER);
    const value = short(weighed.value);
    if (weight > 0) include(state, { hash: hash(value), weight, value });
  },
  merge: (state, { ranking }) => {
    for (const ranked of ranking) include(state, { ...ranked });
  },
  encode: ({ ranking }) =>
    ranking.map(({ hash: hashed, weight, value }) =>
      value === undefined ? [hashed, weight] : [hashed, weight, value],
    ),
  decode: (json) => {
    const state = empty();
    for (const [hashed, weight, value] of asList(json, (item) => asList(item, (part) => part)))
      include(state, {
        hash: asNumber(hashed),
        weight: asNumber(weight),
        value: value === undefined ? undefined : asText(value),
      });
    return state;
  },
  read: ({ ranking }) => ({
    weight: ranking.reduce((sum, { weight }) => Math.min(sum + weight, Number.MAX_SAFE_INTEGER), 0),
    size: ranking.length,
    values: ranking.slice(0, SHOWN_MAX).map(({ value }) => value ?? ''),
  }),
});

function empty(): Heaviest {
  return { ranking: [], weights: new Map() };
}

function include({ ranking, weights }: Heaviest, ranked: Ranked): void {
  const before = weights.get(ranked.hash);
  if (before !== undefined && before >= ranked.weight) return;
  if (before !== undefined) ranking.splice(rankOf(ranked.hash, before, ranking), 1);
  const rank = rankOf(ranked.hash, ranked.weight, ranking);
  if (rank >= KEPT_MAX) return;
  ranking.splice(rank, 0, ranked);
  weights.set(ranked.hash, ranked.weight);
  // Whoever ranks among the first in the whole did so in every part of it: no value is missed.
  const hidden = ranking[Math.max(rank, SHOWN_MAX)];
  if (hidden !== undefined) hidden.value = undefined;
  if (ranking.length > KEPT_MAX) weights.delete(ranking.pop()?.hash ?? 0);
}

/** How many rank before it. */
function rankOf(hashed: number, weight: number, ranking: readonly Ranked[]): number {
  let low = 0;
  let high = ranking.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = ranking[middle];
    const isBefore = other !== undefined && (other.weight === weight ? other.hash < hashed : other.weight > weight);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return low;
}
