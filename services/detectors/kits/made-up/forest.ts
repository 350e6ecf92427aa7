/**
 * Boosted trees, all complete and of one depth: each tree has its nodes in the order of a heap, and then its leaves.
 */
export interface Forest {
  /**
   * An entry for each node of all trees: the upper byte is the feature, the lower byte the index of the threshold among
   * those of the feature. Greater values go right.
   */
  readonly nodes: Uint16Array;
  /** The value of each leaf, in thousandths of a nat. */
  readonly leaves: Int16Array;
}

export const DEPTH = 6;
export const NODES = 2 ** DEPTH - 1;
export const LEAVES = 2 ** DEPTH;
/** Bins of each feature: one more than its thresholds. */
export const BINS = 64;
export const LEAF_UNIT = 1000;

/** The bin of a value: the number of the feature's thresholds that are smaller. */
export function binOf(edges: Float32Array, feature: number, value: number): number {
  const first = feature * (BINS - 1);
  let low = first;
  for (let step = BINS / 2; step > 0; step >>= 1) low += (edges[low + step - 1] ?? 0) < value ? step : 0;
  return low - first;
}

/** The log of the odds, in nats, for the bins of all features. */
export function oddsOf({ nodes, leaves }: Forest, bins: Uint8Array): number {
  let sum = 0;
  for (let node = 0, leaf = 0; leaf < leaves.length; node += NODES, leaf += LEAVES) {
    let at = 0;
    for (let depth = 0; depth < DEPTH; depth++) {
      const asked = nodes[node + at] ?? 0;
      // Uses the sign of the difference, because a processor could not predict a branch here.
      at = 2 * at + 1 + (((asked & 255) - (bins[asked >> 8] ?? 0)) >>> 31);
    }
    sum += leaves[leaf + at - NODES] ?? 0;
  }
  return sum / LEAF_UNIT;
}
