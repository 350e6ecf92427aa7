import type { CoverageReason } from './coverage.ts';
import type { SourceName } from './log-object.ts';

/** The reason why something could not be seen, in the words of coverage. */
export interface Refusal {
  readonly reason: CoverageReason;
  /** One sentence: the problem and its remedy. */
  readonly detail: string;
  /** The time it began, where known: ms since the epoch. */
  readonly since?: number | undefined;
}

/** The data that one account let Vedette see when it assumed the member role there. */
export interface Probe {
  readonly accountId: string;
  /** Set when nothing at all could be asked of the account; the rest is empty then. */
  readonly refusal: Refusal | undefined;
  /** The buckets that the account owns: tells which account a log bucket belongs to. */
  readonly buckets: readonly string[];
  readonly regions: readonly RegionProbe[];
}

export interface RegionProbe {
  readonly region: string;
  /** Configurations there that deliver logs to S3, by the source of the logs. */
  readonly logging: ReadonlyMap<SourceName, LogSetup & Listed<LogConfiguration>>;
}

/** An account's setup in one Region for one kind of log: what delivers it to S3, and what does not. */
export interface LogSetup {
  readonly found: readonly LogConfiguration[];
  /**
   * Resources whose logs cannot be read, or only in part: why, and the remedy. The worst comes first. Absent where the
   * probe does not ask for resources.
   */
  readonly unread?: readonly Refusal[];
  /** The number of resources with such a log. Absent where the probe does not ask for resources. */
  readonly resources?: number;
}

/** A delivery stream of Firehose. Its name is in its keys, and it may belong to another account than the logs. */
export interface DeliveryStream {
  readonly name: string;
  readonly accountId: string;
}

/** A list, or the reason why there is none. */
export interface Listed<Item> {
  readonly found: readonly Item[];
  readonly refusal: Refusal | undefined;
}

/** A configuration that delivers logs to S3: a trail, a flow log, the query log of a VPC, a delivery stream. */
export interface LogConfiguration {
  /** AWS's name for it: an ARN, or an id. */
  readonly id: string;
  readonly bucket: string;
  /** The part of keys before `AWSLogs/`: empty, or ends with `/`. For a stream: the part before the date. */
  readonly prefix: string;
  /** The delivery stream of Firehose that writes the keys. */
  readonly stream?: DeliveryStream;
  /** The logged resource, where the keys name it. */
  readonly resource?: string;
  /** Whether keys are in Hive's form: `aws-account-id=…/…/year=…/`. */
  readonly hive?: boolean;
  readonly homeRegion: string;
  /** Whether it delivers events of every Region, not only of its home. */
  readonly multiRegion?: boolean;
  /**
   * The account that owns it, for a configuration that delivers for every account of the organization, below the
   * organization's id.
   */
  readonly organizationBy?: string;
  /** The name of its digests, where it writes digests of its log files. */
  readonly digests?: string;
  /**
   * Whether it is switched on; a stopped one delivers nothing. Undefined when asking is not permitted, or when it
   * cannot be stopped.
   */
  readonly logging?: boolean | undefined;
  /** The time it was stopped, ms since the epoch. */
  readonly stoppedAt?: number | undefined;
  /** The reason why it cannot deliver, in AWS's word. */
  readonly failing?: string | undefined;
  /** The events that it does not deliver, in words: `management events that only read`. */
  readonly leavesOut?: string | undefined;
}

/** State of a configuration, as far as Vedette may ask for it. */
export type LoggingState = Pick<LogConfiguration, 'logging' | 'stoppedAt' | 'failing' | 'leavesOut'>;
