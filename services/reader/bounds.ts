/** What one object may cost. Beyond a bound it is refused with one clear trouble. */
export interface ReaderBounds {
  /** Bytes as delivered. */
  readonly inMax: number;
  /** Bytes of text. */
  readonly outMax: number;
  /** Bytes of text for each byte delivered; asked only of texts over a megabyte. */
  readonly ratioMax: number;
  /** Records. */
  readonly rowsMax: number;
  /** Records of a flow log that are read at a time: not a bound of the object, but of what its columns take. */
  readonly batchRows: number;
}

export const READER_BOUNDS: ReaderBounds = {
  // 24 MB of gzip are 250 MB of CloudTrail's JSON: the bound of text is met first.
  inMax: 24 << 20,
  // A flow log of so much text is 600,000 records: with their columns, the module and Node a process stays near 200 MB.
  outMax: 64 << 20,
  // Logs shrink 8 to 40 times; a flood of equal lines perhaps 150 times; DEFLATE itself ends at 1,032.
  ratioMax: 300,
  // Twice the shortest flow log lines that are usual.
  rowsMax: 1 << 20,
  batchRows: 1 << 16,
};
