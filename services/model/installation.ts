import type { SeverityLabel } from './severity.ts';

/** A setting as it is in force, as people are shown it. Secrets are not. */
export interface ShownSetting {
  /** `port`, `lists: malicious`, `sinks: webhook: siem: url`, `Recon:EC2/Portscan: ports`. */
  readonly setting: string;
  readonly value: unknown;
  /** A variable, a file, or `default`. */
  readonly from: string;
  /** Why the default is what it is. */
  readonly because: string;
}

/** A list that is in force or should be, as people are shown it. */
export interface ShownList {
  readonly name: string;
  /** Its category, or what else it tells. */
  readonly of: string;
  /** Null: nothing of it is there. */
  readonly entries: number | null;
  /** ms since the epoch: as of when its publisher says that it holds; null where nothing is known. */
  readonly asOf: number | null;
  /** Sentences: whom it is for, until when it holds, why it was last refused. */
  readonly remarks: readonly string[];
}

/** What lists are in force, and what cannot be found for want of others. */
export interface ShownLists {
  readonly lists: readonly ShownList[];
  /** Sentences. */
  readonly missing: readonly string[];
}

/** What became of one of a detector's stories when it was told to the engine. */
export interface Trial {
  /** The records, as AWS writes them; of a long story the beginning. */
  readonly text: string;
  readonly isWhole: boolean;
  /** What was found: nothing where it stays quiet. */
  readonly found: readonly {
    readonly severity: SeverityLabel;
    readonly title: string;
    readonly description: string;
    readonly resourceId: string;
    readonly count: number;
  }[];
}
