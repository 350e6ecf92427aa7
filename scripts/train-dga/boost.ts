import { BINS, binOf, DEPTH, LEAF_UNIT, LEAVES, NODES, type Forest } from '#services/detectors/kits/made-up/forest.ts';
import type { Random } from '../../bench/random.ts';

/** Rows of features, and what each is. */
export interface Table {
  readonly rows: number;
  readonly width: number;
  /** Row after row, binned. */
  readonly bins: Uint8Array;
  /** 1: made up. */
  readonly truths: Uint8Array;
  readonly weights: Float32Array;
}

const RATE = 0.3;
const PENALTY = 20;
const GAIN_MIN = 2;
/** The share of rows that a tree sees. */
const SAMPLE = 0.4;

/** Thresholds at equal shares of the values. @param values row after row */
export function edgesOf(values: Float32Array, width: number): Float32Array {
  const edges = new Float32Array(width * (BINS - 1));
  const rows = values.length / width;
  const step = Math.max(1, Math.floor(rows / 40_000));
  for (let feature = 0; feature < width; feature++) {
    const sample = [];
    for (let row = 0; row < rows; row += step) sample.push(values[row * width + feature] ?? 0);
    const sorted = Float32Array.from(new Set(sample)).toSorted();
    const all = Float32Array.from(sample).toSorted();
    for (let bin = 0; bin < BINS - 1; bin++) {
      // Few values: each has a bin of its own.
      const list = sorted.length < BINS ? sorted : all;
      const at = sorted.length < BINS ? bin : Math.floor(((bin + 1) * list.length) / BINS);
      edges[feature * (BINS - 1) + bin] = list[at] ?? Infinity;
    }
  }
  return edges;
}

export function binned(values: Float32Array, width: number, edges: Float32Array): Uint8Array {
  return Uint8Array.from(values, (value, i) => binOf(edges, i % width, value));
}

/** Gradient boosting on the log of the odds, with histograms. Each tree has all its nodes; what is not worth a split sends all left. */
export function boost(table: Table, trees: number, random: Random): Forest {
  const { rows } = table;
  const nodes = new Uint16Array(trees * NODES).fill(BINS);
  const leaves = new Int16Array(trees * LEAVES);
  const odds = new Float64Array(rows);
  const gradients = new Float32Array(rows);
  const curvatures = new Float32Array(rows);
  for (let tree = 0; tree < trees; tree++) {
    for (let row = 0; row < rows; row++) {
      const p = 1 / (1 + Math.exp(-(odds[row] ?? 0)));
      const weight = table.weights[row] ?? 0;
      gradients[row] = weight * (p - (table.truths[row] ?? 0));
      curvatures[row] = weight * p * (1 - p);
    }
    const sample = new Uint32Array(rows);
    let size = 0;
    for (let row = 0; row < rows; row++) if (random.below(1000) < SAMPLE * 1000) sample[size++] = row;
    const base = tree * NODES;
    let level: { readonly node: number; readonly rows: Uint32Array }[] = [{ node: 0, rows: sample.subarray(0, size) }];
    for (let depth = 0; depth < DEPTH; depth++) {
      level = level.flatMap(({ node, rows: inNode }) => {
        const split = bestSplit(table, inNode, gradients, curvatures);
        if (split !== undefined) nodes[base + node] = (split.feature << 8) | split.bin;
        const goesRight = (row: number): boolean =>
          split !== undefined && (table.bins[row * table.width + split.feature] ?? 0) > split.bin;
        return [
          { node: 2 * node + 1, rows: inNode.filter((row) => !goesRight(row)) },
          { node: 2 * node + 2, rows: inNode.filter(goesRight) },
        ];
      });
    }
    for (const { node, rows: inLeaf } of level) {
      let [gradient, curvature] = [0, 0];
      for (const row of inLeaf) {
        gradient += gradients[row] ?? 0;
        curvature += curvatures[row] ?? 0;
      }
      leaves[tree * LEAVES + node - NODES] = Math.round((-RATE * gradient * LEAF_UNIT) / (curvature + PENALTY));
    }
    for (let row = 0; row < rows; row++) {
      let at = 0;
      while (at < NODES) {
        const asked = nodes[base + at] ?? 0;
        at = 2 * at + ((table.bins[row * table.width + (asked >> 8)] ?? 0) > (asked & 255) ? 2 : 1);
      }
      odds[row] = (odds[row] ?? 0) + (leaves[tree * LEAVES + at - NODES] ?? 0) / LEAF_UNIT;
    }
  }
  return { nodes, leaves };
}

interface Split {
  readonly feature: number;
  /** What is greater goes right. */
  readonly bin: number;
}

function bestSplit(
  { bins, width }: Table,
  rows: Uint32Array,
  gradients: Float32Array,
  curvatures: Float32Array,
): Split | undefined {
  const sums = new Float64Array(width * BINS * 2);
  let [gradient, curvature] = [0, 0];
  for (const row of rows) {
    const g = gradients[row] ?? 0;
    const h = curvatures[row] ?? 0;
    gradient += g;
    curvature += h;
    for (let feature = 0, at = row * width; feature < width; feature++, at++) {
      const place = 2 * (feature * BINS + (bins[at] ?? 0));
      sums[place] = (sums[place] ?? 0) + g;
      sums[place + 1] = (sums[place + 1] ?? 0) + h;
    }
  }
  const whole = (gradient * gradient) / (curvature + PENALTY);
  let best: Split | undefined;
  let most = GAIN_MIN;
  for (let feature = 0; feature < width; feature++) {
    let [left, leftCurvature] = [0, 0];
    for (let bin = 0; bin < BINS - 1; bin++) {
      const place = 2 * (feature * BINS + bin);
      left += sums[place] ?? 0;
      leftCurvature += sums[place + 1] ?? 0;
      const right = gradient - left;
      const gain =
        (left * left) / (leftCurvature + PENALTY) + (right * right) / (curvature - leftCurvature + PENALTY) - whole;
      if (gain > most && leftCurvature > 1 && curvature - leftCurvature > 1) {
        most = gain;
        best = { feature, bin };
      }
    }
  }
  return best;
}
