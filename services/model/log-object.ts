/** The name of a kind of log: that of its folder in `services/sources/`. What comes from outside is checked against these. */
export type SourceName = string;

/** One object in a log bucket, or one file: the unit of claiming, of commit and of replay. */
export interface LogObject {
  /** Bucket name; empty for a local file. */
  readonly bucket: string;
  /** Object key as S3 lists it (not URL-encoded), or the file's path. */
  readonly key: string;
  /** Identifies the content: an overwritten object is another object. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Undefined when the key tells nothing: the content decides. */
  readonly source: SourceName | undefined;
  /** The account the key names, else the account the object was collected for. Records say more precisely whose they are. */
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** How an object is named in findings and reports: `s3://bucket/key`, or the path of a file. */
export function nameOf(object: Pick<LogObject, 'bucket' | 'key'>): string {
  return object.bucket ? `s3://${object.bucket}/${object.key}` : object.key;
}

/** The bucket and key that a name stands for. */
export function keyOfName(name: string): Pick<LogObject, 'bucket' | 'key'> {
  const [, bucket = '', key = name] = (name.startsWith('s3://') && /^s3:\/\/([^/]+)\/(.*)$/s.exec(name)) || [];
  return { bucket, key };
}

/** How an object stands in the ledger: it waits, was read, rightly holds no records, or was given up. */
export const LOG_OBJECT_STATES = ['pending', 'read', 'passed', 'failed'] as const;
export type LogObjectState = (typeof LOG_OBJECT_STATES)[number];

/**
 * The time that a key names, ms since the epoch: keys in AWS's layouts end `…_20261123T0015Z_….gz`, those of Firehose
 * `…-1-2026-11-23-00-15-42-…` ("Configure Amazon S3 object name format", Amazon Data Firehose Developer Guide).
 */
export function keyTimeOf(key: string): number | undefined {
  const [, year, month, day, hour, minute] = LAYOUT_TIME.exec(key) ?? STREAM_TIME.exec(key) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(time) ? undefined : time;
}

const LAYOUT_TIME = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$/;
const STREAM_TIME = /-\d+-(\d{4})-(\d\d)-(\d\d)-(\d\d)-(\d\d)-\d\d-[0-9a-f-]{36}[^/]*$/;

/** Something in an object that could not be read. Counted and shown, never swallowed. */
export interface Trouble {
  /** Fixed word, so that reports can count by it. */
  readonly kind: TroubleKind;
  /** One sentence: what is wrong and what to do. */
  readonly message: string;
  /** The record's index (CloudTrail), the line number (text), or the byte offset (gzip); undefined when it is the whole object. */
  readonly position: number | undefined;
  /** Records lost to it, as far as can be told. */
  readonly records: number;
}

export type TroubleKind =
  | 'unreadable-object'
  | 'unknown-format'
  | 'truncated'
  | 'trailing-garbage'
  | 'over-bound'
  | 'over-budget'
  | 'unreadable-record'
  | 'skipdata'
  | 'access-denied'
  | 'missing'
  | 'replaced'
  | 'unavailable';

/** What became of one object. `records` counts what detectors saw; `passed` what is rightly no record (digests, NODATA). */
export interface ObjectReport {
  readonly object: LogObject;
  readonly source: SourceName | undefined;
  /** `read`: records were taken; `passed`: rightly holds none (a digest, a folder marker, an empty file); `failed`: nothing could be read. */
  readonly state: 'read' | 'passed' | 'failed';
  readonly records: number;
  /** Lines that are rightly no record: NODATA, headers are not counted. */
  readonly passed: number;
  readonly unreadable: number;
  /** The first few troubles in order of position; `unreadable` counts them all. */
  readonly troubles: readonly Trouble[];
  /** Earliest and latest record time, ms since the epoch. */
  readonly firstTime: number | undefined;
  readonly lastTime: number | undefined;
  /** Why it was passed over, for `passed`. */
  readonly note: string | undefined;
  /** SHA-256 of its text, in hex: of a source whose objects digests prove, where it was known to be of it beforehand. */
  readonly textHash?: string;
}
