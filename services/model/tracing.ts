/** What is said of a part of the work. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A part of the work on some log objects: a span of it stands in the trace of each. */
export interface Part {
  /** Says more of it, in all its spans. */
  note(attributes: Attributes): void;
  /**
   * Does a part within this one, for some of its objects. It ends when `run` does, well or not.
   *
   * @param objects their names
   */
  within<Result>(step: string, objects: readonly string[], run: (part: Part) => Promise<Result>): Promise<Result>;
}

/** Work of which nobody wants to know. */
export const UNTRACED: Part = { note: () => undefined, within: (_step, _objects, run) => run(UNTRACED) };
