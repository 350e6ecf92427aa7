import type { CoverageReason } from './coverage.ts';
import type { SourceName } from './log-object.ts';

/** Why something could not be seen, in the words of coverage. */
export interface Refusal {
  readonly reason: CoverageReason;
  /** One sentence: what is the matter and what to do. */
  readonly detail: string;
  /** When it began, where that is known: ms since the epoch. */
  readonly since?: number | undefined;
}

/** What one account let us see when its member role was assumed and asked. */
export interface Probe {
  readonly accountId: string;
  /** Set when nothing at all could be asked of the account; the rest is empty then. */
  readonly refusal: Refusal | undefined;
  /** The buckets that the account owns: says whom a log bucket belongs to. */
  readonly buckets: readonly string[];
  readonly regions: readonly RegionProbe[];
}

export interface RegionProbe {
  readonly region: string;
  /** What is set up there to deliver logs to S3, by the source that they are of. */
  readonly logging: ReadonlyMap<SourceName, LogSetup & Listed<LogConfiguration>>;
}

/** What an account has in one Region that delivers one kind of log to S3, and what it has that does not. */
export interface LogSetup {
  readonly found: readonly LogConfiguration[];
  /** Of each resource whose log cannot be read one sentence: why, and what to do. Absent where resources are not asked for. */
  readonly unread?: readonly string[];
  /** How many resources there are that have such a log. Absent likewise. */
  readonly resources?: number;
}

/** A delivery stream of Firehose. Its name stands in its keys, and it may be of another account than the logs. */
export interface DeliveryStream {
  readonly name: string;
  readonly accountId: string;
}

/** A list, or why there is none. */
export interface Listed<Item> {
  readonly found: readonly Item[];
  readonly refusal: Refusal | undefined;
}

/** What somebody has set up to deliver logs to S3: a trail, a flow log, the query log of a VPC, a delivery stream. */
export interface LogConfiguration {
  /** As AWS names it: an ARN, or an id. */
  readonly id: string;
  readonly bucket: string;
  /** What stands before `AWSLogs/`: empty, or ends with `/`. Of a stream: what stands before the date. */
  readonly prefix: string;
  /** The delivery stream of Firehose that writes there. */
  readonly stream?: DeliveryStream;
  /** The resource whose log it is, where the keys name that. */
  readonly resource?: string;
  /** Keys in Hive's form: `aws-account-id=…/…/year=…/`. */
  readonly hive?: boolean;
  readonly homeRegion: string;
  /** Delivers what happens in every Region, not in its home alone. */
  readonly multiRegion?: boolean;
  /** Set when it delivers for every account of the organization, below the organization's id: the account that owns it. */
  readonly organizationBy?: string;
  /** How its digests are named, where it writes digests of what it delivers. */
  readonly digests?: string;
  /** Undefined when it may not be asked, or cannot be stopped. What is stopped delivers nothing. */
  readonly logging?: boolean | undefined;
  /** When it was stopped, ms since the epoch. */
  readonly stoppedAt?: number | undefined;
  /** Why it cannot deliver, in AWS's word. */
  readonly failing?: string | undefined;
  /** Which events it does not deliver, in words: `management events that only read`. */
  readonly leavesOut?: string | undefined;
}

/** How it stands with what is set up, as far as it may be asked. */
export type LoggingState = Pick<LogConfiguration, 'logging' | 'stoppedAt' | 'failing' | 'leavesOut'>;
