import type { Action } from './action.ts';
import type { LogRecord } from './log-record.ts';
import type { Look } from './look.ts';
import type { SourceName } from './log-object.ts';

/** What an object's key says in AWS's layouts. */
export interface Recognition {
  /** `pass`: known, and rightly holds no records for us (digests, Insights, folder markers). */
  readonly take: boolean;
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  /** Why it is passed over. */
  readonly note: string | undefined;
}

/** A detector's `from`: which source, and which values of its route field; none means every record. */
export interface From<R extends LogRecord, Fields> {
  readonly source: SourceName;
  readonly routes: readonly string[];
  /** Never set: carries the types of the record and its fields to the detector. */
  readonly types?: { readonly record: R; readonly fields: Fields };
}

/**
 * AWS's own layout of keys: `AWSLogs/<account>/<service>/<Region or resource>/<date>/…`. Keys are recognized by it, and
 * what accounts have set up is planned by it.
 */
export interface KeyLayout {
  /** As AWS spells it in the key: `CloudTrail`, `vpcflowlogs`. */
  readonly service: string;
  /** What stands between the service and the date: the Region, or the resource whose log it is. */
  readonly below: 'region' | 'resource';
  /** Services whose logs lie in folders beside it and are passed over: service → why. */
  readonly beside: Readonly<Record<string, string>>;
  /** The one of these that holds digests: hashes of the log files, by which each is proved to be as it was delivered. */
  readonly digests?: string;
}

/** How a kind of log comes to S3, as far as accounts are asked about it and told of it. */
export interface LogDelivery {
  /** Absent where its owner chose the keys: then what the account has set up says them whole. */
  readonly layout?: KeyLayout;
  /** What has such logs, as it stands in "There is no … in eu-west-1". Absent where every Region has something to log. */
  readonly resource?: string;
  /**
   * What has to be read where an account has set up several. `any`: all of them tell of the same, so one is enough;
   * `all`: each tells of other resources.
   */
  readonly needed: 'any' | 'all';
  /** Where nothing delivers: one sentence that says so, and what to do. */
  absent(region: string): string;
}

/** A kind of log, as far as detection needs it. How its bytes become columns is its folder's own affair. */
export interface Source<R extends LogRecord, Fields> {
  readonly name: SourceName;
  /** The field that routes a record to detectors. */
  readonly route: keyof Fields & string;
  /** The field that names the other end: trusted lists are asked about it. */
  readonly remote: keyof Fields & string;
  readonly remoteIs: 'address' | 'domain';
  /** What one question may need to see together, and so one turn reads: an identity acts in every Region, an interface in one. */
  readonly partition: 'account' | 'account-and-region';
  /** Whether its records have ids: one that comes in two objects is then counted once. */
  readonly identified: boolean;
  /** Records that evidence keeps for an observation. */
  readonly originsMax: number;
  /**
   * The members of a record that its subject and action are made of, if these are few. A group then keeps these values
   * of its latest record, and asks for subject and action when there is a finding to show them: most groups of a
   * question that meets most records never come to that.
   */
  readonly shows?: readonly string[];
  /** Absent: it is known by its content alone, and nothing of it is found in accounts. */
  readonly delivery?: LogDelivery;
  /** The action shown in findings. */
  action(record: R, look: Pick<Look, 'intel' | 'organization'>): Action;
}
