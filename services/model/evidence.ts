import type { Origin } from './observation.ts';

/** A record that led to a finding, as it stands in its log object, or why it cannot be had. */
export type RawRecord = { readonly origin: Origin } & (
  | {
      readonly text: string;
      /** The text goes on: what is longer than `RAW_LETTERS_MAX` is cut. */
      readonly isCut: boolean;
    }
  /** One sentence. */
  | { readonly trouble: string }
);

/** As long as the longest record of CloudTrail, nearly. */
export const RAW_LETTERS_MAX = 65_536;

/** Reads again where records stand. One answer for each, in their order; never more than `RECORDS_AT_ONCE_MAX`. */
export type ReadRecords = (origins: readonly Origin[]) => Promise<readonly RawRecord[]>;

/** Each may stand in an object of its own, which is fetched and unpacked whole. */
export const RECORDS_AT_ONCE_MAX = 20;
