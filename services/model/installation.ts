import type { SeverityLabel } from './severity.ts';

/** A setting in force, as people see it; secrets are hidden. */
export interface ShownSetting {
  /** `port`, `lists: malicious`, `sinks: webhook: siem: url`, `Recon:EC2/Portscan: ports`. */
  readonly setting: string;
  readonly value: unknown;
  /** A variable, a file, or `default`. */
  readonly from: string;
  /** The reason for the default. */
  readonly because: string;
}

/** A list that is in force or should be, as people see it. */
export interface ShownList {
  readonly name: string;
  /** Its category, or its other content. */
  readonly of: string;
  /** Null: no entries are loaded. */
  readonly entries: number | null;
  /** The time for which its publisher says that it is current, ms since the epoch; null where unknown. */
  readonly asOf: number | null;
  /** Sentences: the accounts it is for, how long it holds, why it was last refused. */
  readonly remarks: readonly string[];
}

/** The lists in force, and the findings that are impossible without further lists. */
export interface ShownLists {
  readonly lists: readonly ShownList[];
  /** Sentences on findings that need a missing list. */
  readonly missing: readonly string[];
}

/** The result of running one of a detector's stories through the engine. */
export interface Trial {
  /** The records, as AWS writes them; of a long story only the beginning. */
  readonly text: string;
  readonly isWhole: boolean;
  /** The findings: none where the detector stays quiet. */
  readonly found: readonly {
    readonly severity: SeverityLabel;
    readonly title: string;
    readonly description: string;
    readonly resourceId: string;
    readonly count: number;
  }[];
}
