import { TEXT_MB_MAX } from '#services/model/object-bound.ts';

/** Limits for one object. An object beyond a limit is refused with one clear trouble. */
export interface ReaderBounds {
  /** Bytes as delivered, when compressed. */
  readonly inMax: number;
  /** Bytes of text. */
  readonly outMax: number;
  /** Bytes of text for each delivered byte; checked only for texts over a megabyte. */
  readonly ratioMax: number;
  /** Records in JSON, whose columns are all in memory at once. */
  readonly rowsMax: number;
  /** Records of a flow log, of which one batch is in memory at a time. */
  readonly flowRowsMax: number;
  /** Records of a flow log in one batch: limits the memory for columns, not the object. */
  readonly batchRows: number;
  /** Bytes of distinct values kept from object to object. Beyond, all are forgotten before the next read. */
  readonly keptMax: number;
}

export const READER_BOUNDS: ReaderBounds = readerBounds(TEXT_MB_MAX);

/** @param textMb up to `TEXT_MB_MAX` */
export function readerBounds(textMb: number): ReaderBounds {
  const outMax = textMb << 20;
  return {
    // AWS ends a file of flow records at 75 MB, and one of CloudTrail events at 50.
    inMax: Math.min(outMax, 80 << 20),
    outMax,
    // Logs shrink 8 to 40 times; a flood of equal lines perhaps 150 times; the maximum of DEFLATE is 1,032.
    ratioMax: 300,
    // Events take 500 bytes and more, resolver queries 300.
    rowsMax: outMax >> 8,
    // The default format takes 110 bytes a line, the shortest formats of any use 60.
    flowRowsMax: Math.ceil(outMax / 60),
    batchRows: 1 << 16,
    keptMax: 16 << 20,
  };
}
