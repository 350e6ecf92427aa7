/** What one object may cost. Beyond a bound it is refused with one clear trouble. */
export interface ReaderBounds {
  /** Bytes as delivered. */
  readonly inMax: number;
  /** Bytes of text. */
  readonly outMax: number;
  /** Bytes of text for each byte delivered; asked only of texts over a megabyte. */
  readonly ratioMax: number;
  /** Records, and also lines that are none. */
  readonly rowsMax: number;
}

export const READER_BOUNDS: ReaderBounds = {
  // CloudTrail writes at most 50 MB, as a rule far less; 24 MB of gzip is 250 MB of its JSON.
  inMax: 24 << 20,
  // With the text, its columns and Node itself, a scan stays below 250 MB.
  outMax: 96 << 20,
  // Logs shrink 8 to 40 times; a flood of equal lines perhaps 150 times; DEFLATE itself ends at 1,032.
  ratioMax: 300,
  // A flow log line has about 110 bytes: 96 MB are 900,000.
  rowsMax: 1 << 20,
};
