import { defineTally } from '#services/model/tally.ts';
import type { HeaviestReading, Weighed } from '#services/model/tally.ts';
import { hash } from './kits/hash.ts';
import { short } from './kits/short.ts';
import { asList, asNumber, asText } from './kits/stored.ts';

interface Ranked {
  /** Hash of the value: identifies it, and decides between equal weights. */
  readonly hash: number;
  readonly weight: number;
  /** Undefined for values that are not shown. */
  value: string | undefined;
}

interface Heaviest {
  /** The heaviest first. */
  readonly ranking: Ranked[];
  /** Weights by hash of the value. */
  readonly weights: Map<number, number>;
}

/** Detectors reach their thresholds with fewer values. */
const KEPT_MAX = 1024;
const SHOWN_MAX = 20;

/**
 * Distinct values, each with the largest weight it had, and their total weight: of very many, only the heaviest. A
 * repeated value adds nothing, so nothing counts twice. Weights are whole numbers; values without weight are left out.
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
  // A value among the first of the whole was among the first of every part of it: so no value to show is lost.
  const hidden = ranking[Math.max(rank, SHOWN_MAX)];
  if (hidden !== undefined) hidden.value = undefined;
  if (ranking.length > KEPT_MAX) weights.delete(ranking.pop()?.hash ?? 0);
}

/** The number of values that rank before it. */
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
