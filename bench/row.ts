/** One measurement: ours against a reference, in the same run. */
export interface BenchRow {
  readonly name: string;
  /** In the unit that the name says. */
  readonly ours: number;
  readonly reference: number;
  /** Ours divided by the reference, unless the name says otherwise. */
  readonly ratio: number;
  /** What the ratio must be, in words and figures such as `<= 0.95`. */
  readonly gate: string;
  readonly ok: boolean;
}

/** One that may be so many times the reference at most. */
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
