/**
 * The name of a kind of log: that of its folder in `services/sources/`. Names from outside are checked against these.
 */
export type SourceName = string;

/** One object in a log bucket, or one file: the unit of claims, commits and replays. */
export interface LogObject {
  /** Bucket name; empty for a local file. */
  readonly bucket: string;
  /** Object key as S3 lists it (not URL-encoded), or the file's path. */
  readonly key: string;
  /** Identifies the content: an overwritten object counts as another object. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Undefined when the key does not tell: then the content decides. */
  readonly source: SourceName | undefined;
  /**
   * The account in the key, or else the account that the object was collected for. Records say more precisely which
   * account they belong to.
   */
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** The object's name in findings and reports: `s3://bucket/key`, or the path of a file. */
export function nameOf(object: Pick<LogObject, 'bucket' | 'key'>): string {
  return object.bucket ? `s3://${object.bucket}/${object.key}` : object.key;
}

/** The bucket and key in a name. */
export function keyOfName(name: string): Pick<LogObject, 'bucket' | 'key'> {
  const [, bucket = '', key = name] = (name.startsWith('s3://') && /^s3:\/\/([^/]+)\/(.*)$/s.exec(name)) || [];
  return { bucket, key };
}

/** State of an object in the ledger: waiting, read, passed over because it rightly holds no records, or given up. */
export const LOG_OBJECT_STATES = ['pending', 'read', 'passed', 'failed'] as const;
export type LogObjectState = (typeof LOG_OBJECT_STATES)[number];

/**
 * The time that a key names, ms since the epoch: keys in AWS's layouts end `…_20261123T0015Z_….gz`, those of Firehose
 * `…-1-2026-11-23-00-15-42-…` ("Configure Amazon S3 object name format", Amazon Data Firehose Developer Guide), and
 * Bedrock's are in the folder of an hour: `…/2026/11/23/00/….gz`.
 */
export function keyTimeOf(key: string): number | undefined {
  const [, year, month, day, hour, minute = '00'] =
    LAYOUT_TIME.exec(key) ?? STREAM_TIME.exec(key) ?? HOUR_FOLDER.exec(key) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(time) ? undefined : time;
}

const LAYOUT_TIME = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$/;
const HOUR_FOLDER = /\/(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/[^/]*$/;
const STREAM_TIME = /-\d+-(\d{4})-(\d\d)-(\d\d)-(\d\d)-(\d\d)-\d\d-[0-9a-f-]{36}[^/]*$/;

/** A part of an object that could not be read. Counted and shown, never swallowed. */
export interface Trouble {
  /** A fixed word, so that reports can count by it. */
  readonly kind: TroubleKind;
  /** One sentence: the problem and its remedy. */
  readonly message: string;
  /** The record's index (CloudTrail), the line number (text), or the byte offset (gzip); undefined when it is the whole object. */
  readonly position: number | undefined;
  /** Number of lost records, as far as known. */
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

/**
 * The result of reading one object. `records` counts the records that detectors saw; `passed` counts lines that are
 * rightly no records (digests, NODATA).
 */
export interface ObjectReport {
  readonly object: LogObject;
  readonly source: SourceName | undefined;
  /**
   * `read`: it gave records; `passed`: it rightly holds none (a digest, a folder marker, an empty file); `failed`:
   * nothing could be read.
   */
  readonly state: 'read' | 'passed' | 'failed';
  readonly records: number;
  /** Lines that are rightly no records, such as NODATA; headers are not counted. */
  readonly passed: number;
  readonly unreadable: number;
  /** The first few troubles in order of position; `unreadable` counts them all. */
  readonly troubles: readonly Trouble[];
  /** Earliest and latest record time, ms since the epoch. */
  readonly firstTime: number | undefined;
  readonly lastTime: number | undefined;
  /** The reason, for `passed`. */
  readonly note: string | undefined;
  /**
   * SHA-256 of its text, in hex: for sources whose objects digests prove, where the object's source was known before it
   * was read.
   */
  readonly textHash?: string;
}
