/** What every decoded line or event has, whatever its source. The rest are the source's own AWS field names. */
export interface LogRecord {
  /** CloudTrail's `eventID`; undefined where the source gives records no id. */
  readonly id: string | undefined;
  /** Event time, ms since the epoch. */
  readonly time: number;
  /** The account whose activity it is. */
  readonly accountId: string;
  readonly region: string;
}
