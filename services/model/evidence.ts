import type { Origin } from './observation.ts';

/** A record that led to a finding, as it stands in its log object, or the reason why it is unavailable. */
export type RawRecord = { readonly origin: Origin } & (
  | {
      readonly text: string;
      /** True when the text was cut at `RAW_LETTERS_MAX`. */
      readonly isCut: boolean;
    }
  /** The reason, as one sentence. */
  | { readonly trouble: string }
);

/** About the length of CloudTrail's longest record. */
export const RAW_LETTERS_MAX = 65_536;

/**
 * Reads records again at their origins. Returns one answer for each, in the same order; takes at most
 * `RECORDS_AT_ONCE_MAX`.
 */
export type ReadRecords = (origins: readonly Origin[]) => Promise<readonly RawRecord[]>;

/** Each record may be in an object of its own, which is fetched and unpacked whole. */
export const RECORDS_AT_ONCE_MAX = 20;
