import type { Random } from '#services/simulation/random.ts';

/** Of a standard normal distribution (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());
}

/** The first most often, the tenth a tenth as often as that. */
export function pickZipf<T>(random: Random, ranked: readonly T[]): T {
  const total = ranked.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  let left = random.float() * total;
  for (const [index, value] of ranked.entries()) {
    left -= 1 / (index + 1);
    if (left <= 0) return value;
  }
  return random.pick(ranked);
}

/** How many more, each with the same chance: 0, 1, 2 and so on. */
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
