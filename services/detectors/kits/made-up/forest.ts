/** Boosted trees, all whole and of one depth: a tree's nodes stand in the order of a heap, its leaves behind them. */
export interface Forest {
  /**
   * Of each node, over all trees: in the upper byte the feature, in the lower the index of its threshold among those of
   * the feature. What is greater goes right.
   */
  readonly nodes: Uint16Array;
  /** Of each leaf, in thousandths of a nat. */
  readonly leaves: Int16Array;
}

export const DEPTH = 6;
export const NODES = 2 ** DEPTH - 1;
export const LEAVES = 2 ** DEPTH;
/** Thresholds of each feature. */
export const BINS = 64;
export const LEAF_UNIT = 1000;

/** The bin of a value: how many thresholds of its feature are smaller. */
export function binOf(edges: Float32Array, feature: number, value: number): number {
  const first = feature * (BINS - 1);
  let low = first;
  for (let step = BINS / 2; step > 0; step >>= 1) low += (edges[low + step - 1] ?? 0) < value ? step : 0;
  return low - first;
}

/** The log of the odds, in nats, by the bins of all features. */
export function oddsOf({ nodes, leaves }: Forest, bins: Uint8Array): number {
  let sum = 0;
  for (let node = 0, leaf = 0; leaf < leaves.length; node += NODES, leaf += LEAVES) {
    let at = 0;
    for (let depth = 0; depth < DEPTH; depth++) {
      const asked = nodes[node + at] ?? 0;
      // The sign of the difference, not a branch: which way names go nobody foresees.
      at = 2 * at + 1 + (((asked & 255) - (bins[asked >> 8] ?? 0)) >>> 31);
    }
    sum += leaves[leaf + at - NODES] ?? 0;
  }
  return sum / LEAF_UNIT;
}
