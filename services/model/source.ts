import type { Action } from './action.ts';
import type { LogRecord } from './log-record.ts';
import type { Look } from './look.ts';
import type { SourceName } from './log-object.ts';

/** Facts that an object's key gives, in AWS's layouts. */
export interface Recognition {
  /** False for known objects that rightly hold no records for us (digests, Insights, folder markers). */
  readonly take: boolean;
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  /** The reason to pass it over. */
  readonly note: string | undefined;
}

/** A detector's `from`: the source, and the values of its route field; no values mean every record. */
export interface From<R extends LogRecord, Fields> {
  readonly source: SourceName;
  readonly routes: readonly string[];
  /** Never set: carries the types of the record and its fields to the detector. */
  readonly types?: { readonly record: R; readonly fields: Fields };
}

/**
 * AWS's own layout of keys: `AWSLogs/<account>/<service>/<Region or resource>/<date>/…`. It serves to recognize keys,
 * and to plan which keys to read for the configurations in accounts.
 */
export interface KeyLayout {
  /** As AWS spells it in the key: `CloudTrail`, `vpcflowlogs`. */
  readonly service: string;
  /** The part between the service and the date: the Region, or the resource that the log is of. */
  readonly below: 'region' | 'resource';
  /** Services whose logs are in neighbouring folders and are passed over: service → reason. */
  readonly beside: Readonly<Record<string, string>>;
  /** The name of folders below the date whose objects are no logs, and why they are passed over. */
  readonly within?: { readonly folder: string; readonly note: string };
  /**
   * The one of these services whose folder holds digests: hashes of the log files, which prove that each is as it was
   * delivered.
   */
  readonly digests?: string;
}

/** How a kind of log gets to S3, for questions to accounts and for advice to them. */
export interface LogDelivery {
  /** Absent where the owner chose the keys: then the account's configuration has them in full. */
  readonly layout?: KeyLayout;
  /**
   * The resource with such logs, as in "There is no … in eu-west-1". Absent where every Region has something to log.
   */
  readonly resource?: string;
  /**
   * Which configurations to read where an account has several. `any`: all of them deliver the same, so one is enough;
   * `all`: each covers other resources.
   */
  readonly needed: 'any' | 'all';
  /** For Regions where nothing delivers: one sentence with that fact and the remedy. */
  absent(region: string): string;
}

/** A kind of log, as detection sees it. Turning its bytes into columns is the job of its folder alone. */
export interface Source<R extends LogRecord, Fields> {
  readonly name: SourceName;
  /** The field that routes a record to detectors. */
  readonly route: keyof Fields & string;
  /** The field that names the remote end: trusted lists are checked for it. */
  readonly remote: keyof Fields & string;
  readonly remoteIs: 'address' | 'domain';
  /**
   * The records that one question may need to see together, and that one turn therefore reads: an identity acts in
   * every Region, an interface in one.
   */
  readonly partition: 'account' | 'account-and-region';
  /** Whether its records have ids: a record that arrives in two objects is then counted once. */
  readonly identified: boolean;
  /** Whether its records may leave open who opened a conversation, so that the interfaces' open ports are looked up. */
  readonly asksOpenPorts?: true;
  /** The most records that evidence keeps for an observation. */
  readonly originsMax: number;
  /**
   * The members of a record from which its subject and action are built, if they are few. A group then keeps these
   * values of its latest record, and builds subject and action only when a finding needs them: most groups of a
   * question that matches most records never need them.
   */
  readonly shows?: readonly string[];
  /** Absent: the source is recognized by content alone, and probes do not look for it in accounts. */
  readonly delivery?: LogDelivery;
  /** The action shown in findings. */
  action(record: R, look: Pick<Look, 'intel' | 'organization'>): Action;
}
