import type { SettingValue } from './detector.ts';
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
  /** The measured value of what the setting limits; absent where nothing is measured. */
  readonly achieved?: number | undefined;
}

/** How days of a profile are judged by what was learned of the organization. */
export interface ShownCalibration {
  readonly profile: string;
  /** The score, in bits, from which a day is reported. */
  readonly fromBits: number;
  /** Alerts per account and week that this score led to. */
  readonly achieved: number;
  /** Account-weeks over which that was measured. */
  readonly accountWeeks: number;
}

/** Whether a list of a category is loaded: in all accounts, in some, or nowhere. */
export const LIST_STATES = ['loaded', 'in-some-accounts', 'missing'] as const;
export type ListState = (typeof LIST_STATES)[number];

/** The settings file, as the process that answers reads it. */
export interface SettingsFile {
  readonly path: string;
  /** Identifies the text that is in force. */
  readonly version: string;
  /** Whether the console may write into it. */
  readonly isWritable: boolean;
  /** Mistakes in the current file, a sentence each. While there are any, the previous settings stay in force. */
  readonly mistakes: readonly string[];
  /** Names of the settings that changed since the service started and that take effect only at a restart. */
  readonly needsRestart: readonly string[];
}

/** Values by name of a setting; null: not set here, so the more general value applies. */
export type GivenValues = Readonly<Record<string, SettingValue | null>>;

/** A change of one detector's settings in the settings file. */
export interface SettingsChange {
  readonly type: string;
  /** The account or organizational unit that it is for; undefined: the whole organization. */
  readonly scope: string | undefined;
  readonly values: GivenValues;
  /** The version of the file that the change was made for. */
  readonly version: string;
}

/** A change that was checked and is not written yet. */
export interface PreparedChange {
  /** The values in the file before the change, of the settings that change. */
  readonly before: GivenValues;
  /** @throws Failure `refused` when the file changed meanwhile or cannot be written */
  write(): void;
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
