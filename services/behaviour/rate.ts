/** How often something was done at a level: on `n` of `of` days. */
export interface Count {
  readonly level: LevelName;
  readonly n: number;
  readonly of: number;
}
export type LevelName = 'organization' | 'account' | 'peers' | 'identity';

/** Weight of the rate from above: `k` occurrences, but at most `most` pseudo-days once a level has seen the act. */
const WEIGHTS: Readonly<Record<LevelName, { readonly k: number; readonly most: number }>> = {
  organization: { k: 3, most: 3000 },
  account: { k: 3, most: 900 },
  peers: { k: 3, most: 450 },
  identity: { k: 1, most: 90 },
};

/**
 * The share of days on which an act is expected: the shipped rate, corrected level by level from the organization down
 * to the identity. It is the mean of a Gamma-Poisson model of constant shape: forty days without an act that happens
 * once in a thousand days are no evidence, forty days without a daily act are.
 *
 * @param shipped the rate before anything was learned
 */
export function expectedRate(shipped: number, counts: readonly Count[]): number {
  let rate = shipped;
  for (const { level, n, of } of counts) {
    if (of === 0) continue;
    const { k, most } = WEIGHTS[level];
    const weight = n === 0 ? k : Math.min(k, rate * most);
    rate = Math.max((n + weight) / (of + weight / rate), rate / 4);
  }
  return rate;
}
