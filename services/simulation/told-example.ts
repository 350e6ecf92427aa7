/**
 * A detector's example in a form that the simulation can retell elsewhere: its log file, and the findings in that file
 * alone. It is passed in, because the simulation knows neither detectors nor sources.
 */
export interface ToldExample {
  readonly type: string;
  /** Unlike that of every other. */
  readonly name: string;
  /** The source of its records. */
  readonly source: string;
  /** The file as the source delivers it. */
  readonly text: string;
  /** The time of its first finding, or of its first record where nothing is found, ms since the epoch. */
  readonly begins: number;
  /** Entries of lists, by category. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** What it leads to. A harmless story leads to nothing of its own type, and mostly to nothing at all. */
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
