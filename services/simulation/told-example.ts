/**
 * A detector's example in a form that the simulation can retell elsewhere: its log file, and the findings in that file
 * alone. It is passed in, because the simulation knows neither detectors nor sources.
 */
export interface ToldExample {
  readonly type: string;
  /** The source of its records. */
  readonly source: string;
  /** The file as the source delivers it. */
  readonly text: string;
  /** Entries of lists, by category. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** A finding of its own type, and other findings that it leads to. */
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
