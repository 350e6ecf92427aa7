/**
 * An example of a detector, as a simulation can tell it again elsewhere: the file it makes, and what is found in that
 * file alone. It comes from outside: the simulation knows neither detectors nor sources.
 */
export interface ToldExample {
  readonly type: string;
  /** The name of the source whose records it is told in. */
  readonly source: string;
  /** The file as the source delivers it. */
  readonly text: string;
  /** Entries of lists by category. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** A finding of its own type, and those it leads to besides. */
  readonly findings: readonly ToldFinding[];
}

export interface ToldFinding {
  readonly type: string;
  readonly region: string;
  /** The id of the resource. */
  readonly resource: string;
  readonly role: 'ACTOR' | 'TARGET';
  /** ms since the epoch */
  readonly firstSeen: number;
  readonly lastSeen: number;
}
