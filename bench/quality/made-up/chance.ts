import type { Random } from '#services/simulation/random.ts';

/** A sample of the standard normal distribution (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}

/** Picks by Zipf's law: the first most often, the tenth a tenth as often. */
export function pickZipf<T>(random: Random, ranked: readonly T[]): T {
  const total = ranked.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  let left = random.float() * total;
  for (const [index, value] of ranked.entries()) {
    left -= 1 / (index + 1);
    if (left <= 0) return value;
  }
  return random.pick(ranked);
}

/** A sample of a geometric distribution, with a maximum. */
export function run(random: Random, mean: number, max: number): number {
  let count = 0;
  while (count < max && random.chance(mean / (mean + 1))) count++;
  return count;
}

export function shuffled<T>(random: Random, values: readonly T[]): readonly T[] {
  return values
    .map((value) => ({ value, at: random.float() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
