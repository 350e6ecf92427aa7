/** Attributes of a part of the work. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A part of the work on some log objects: each object's trace has a span of it. */
export interface Part {
  /** Adds attributes to all its spans. */
  note(attributes: Attributes): void;
  /**
   * Runs a part within this one, for some of its objects. It ends when `run` ends, well or not.
   *
   * @param objects their names
   */
  within<Result>(step: string, objects: readonly string[], run: (part: Part) => Promise<Result>): Promise<Result>;
}

/** A part that records nothing. */
export const UNTRACED: Part = { note: () => undefined, within: (_step, _objects, run) => run(UNTRACED) };
