/** The fields of every decoded line or event, whatever its source. The others are the source's own AWS field names. */
export interface LogRecord {
  /** CloudTrail's `eventID`; undefined where the source gives records no id. */
  readonly id: string | undefined;
  /** Event time, ms since the epoch. */
  readonly time: number;
  /** The account that the activity belongs to. */
  readonly accountId: string;
  readonly region: string;
}
