/** One measurement of Vedette, and of a reference in the same run. */
export interface BenchRow {
  readonly name: string;
  /** In the unit given in the name. */
  readonly ours: number;
  readonly reference: number;
  /** Ours divided by the reference, unless the name says otherwise. */
  readonly ratio: number;
  /** The condition for the ratio, such as `<= 0.95`. */
  readonly gate: string;
  readonly ok: boolean;
}

/** A measurement with a maximum for the ratio to the reference. */
export function gated(name: string, ours: number, reference: number, ratioMax: number): BenchRow {
  const ratio = ours / reference;
  return {
    name,
    ours,
    reference,
    ratio,
    gate: `<= ${ratioMax < 0.01 ? ratioMax.toFixed(3) : ratioMax.toFixed(2)}`,
    ok: ratio <= ratioMax,
  };
}
