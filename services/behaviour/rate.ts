/** How often something was done where: on `n` of `of` days. */
export interface Count {
  readonly level: LevelName;
  readonly n: number;
  readonly of: number;
}
export type LevelName = 'organization' | 'account' | 'peers' | 'identity';

/** Pseudo-days that what comes from above counts for, and how many at most once it was seen here. */
const WEIGHTS: Readonly<Record<LevelName, { readonly k: number; readonly most: number }>> = {
  organization: { k: 3, most: 3000 },
  account: { k: 3, most: 900 },
  peers: { k: 3, most: 450 },
  identity: { k: 1, most: 90 },
};

/**
 * The share of days with an act that is to be expected: that which ships, corrected level by level from the organization
 * down to the identity. The mean of a Gamma-Poisson model of constant shape: not to have done in forty days what happens
 * once in a thousand is no evidence, a daily thing is.
 *
 * @param shipped before anything was learned
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
