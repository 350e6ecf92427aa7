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
