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

/** A kind of log, as far as detection needs it. How its bytes become columns is its file's own affair. */
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
  recognize(key: string): Recognition | undefined;
  /** The action shown in findings. */
  action(record: R, look: Pick<Look, 'intel' | 'organization'>): Action;
}
