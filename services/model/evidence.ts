import type { Origin } from './observation.ts';

/** A raw record that is stored with its finding. */
export interface KeptRecord {
  readonly origin: Origin;
  readonly text: string;
  /** True when the text was cut at `KEPT_LETTERS_MAX`. */
  readonly isCut: boolean;
}

/** A record that led to a finding, as it stands in its log object, or the reason why it is unavailable. */
export type RawRecord = { readonly origin: Origin } & (
  | {
      readonly text: string;
      /** True when the text was cut, at `RAW_LETTERS_MAX` or, where it is kept, at `KEPT_LETTERS_MAX`. */
      readonly isCut: boolean;
      /** True when it is the one stored with the finding, and its object was not read. */
      readonly isKept: boolean;
    }
  /** The reason, as one sentence. */
  | { readonly trouble: string }
);

/** About the length of CloudTrail's longest record. */
export const RAW_LETTERS_MAX = 65_536;

/** Nearly every record is shorter: events take one to four thousand letters. */
export const KEPT_LETTERS_MAX = 8192;

/** Default number of raw records that are kept with a finding. */
export const KEPT_RECORDS = 3;

/**
 * Reads records again at their origins, except those that are kept whole. Returns one answer for each, in the same
 * order; takes at most `RECORDS_AT_ONCE_MAX`.
 */
export type ReadRecords = (origins: readonly Origin[], kept: readonly KeptRecord[]) => Promise<readonly RawRecord[]>;

/** Each record may be in an object of its own, which is fetched and unpacked whole. */
export const RECORDS_AT_ONCE_MAX = 20;
