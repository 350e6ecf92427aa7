import type { CoverageReason } from './coverage.ts';

/** Why something could not be seen, in the words of coverage. */
export interface Refusal {
  readonly reason: CoverageReason;
  /** One sentence: what is the matter and what to do. */
  readonly detail: string;
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
  readonly trails: Answer<Trail>;
  readonly flowLogs: Answer<FlowLog>;
  readonly queryLogs: Answer<QueryLog>;
}

/** A list, or why there is none. */
export interface Answer<Item> {
  readonly found: readonly Item[];
  readonly refusal: Refusal | undefined;
}

/** A CloudTrail trail that delivers to S3. */
export interface Trail {
  readonly arn: string;
  readonly bucket: string;
  /** What stands before `AWSLogs/`: empty, or ends with `/`. */
  readonly prefix: string;
  readonly homeRegion: string;
  readonly multiRegion: boolean;
  /** Delivers for every account of the organization, below the organization's id. */
  readonly organization: boolean;
  /** Undefined when it may not be asked. A trail that is stopped delivers nothing. */
  readonly logging: boolean | undefined;
}

/** A VPC flow log that delivers to S3. */
export interface FlowLog {
  readonly id: string;
  /** VPC, subnet, interface or transit gateway. */
  readonly resourceId: string;
  readonly bucket: string;
  /** What stands before `AWSLogs/`: empty, or ends with `/`. */
  readonly prefix: string;
  /** Keys in Hive's form: `aws-account-id=…/…/year=…/`. */
  readonly hive: boolean;
}

/** The query log of one VPC's resolver, delivered to S3. */
export interface QueryLog {
  readonly vpcId: string;
  readonly bucket: string;
  /** What stands before `AWSLogs/`: empty, or ends with `/`. */
  readonly prefix: string;
}
