import type { Action } from './action.ts';
import type { Known } from './known.ts';
import type { AnyProfile } from './behaviour.ts';
import type { FindingType } from './finding-type.ts';
import type { Intel, ListCategory, ListMatch, Location } from './intel.ts';
import type { LogRecord } from './log-record.ts';
import type { Look } from './look.ts';
import type { SeverityLabel } from './severity.ts';
import type { From } from './source.ts';
import type { Resource, Subject } from './subject.ts';
import type { DistinctReading, Readings, Tallied, TallyBuilder } from './tally.ts';

/** What a question has counted of one subject in one window. Everything in it is the same in every order of records. */
export interface WindowSummary<Reading> {
  readonly subject: Subject;
  readonly accountId: string;
  readonly region: string;
  /** Distinct records (by id where they have one). */
  readonly count: number;
  /** ms since the epoch */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly tallies: Reading;
}

/** The same of all windows, and all remote ends, that a finding was folded from: what its words are about. */
export interface FindingSummary<Reading> extends Omit<WindowSummary<Reading>, 'subject'> {
  readonly subject: Omit<Subject, 'remote'>;
  /** The other ends, where the question groups by them. */
  readonly remotes: DistinctReading;
}

export type SettingValue = number | string | boolean | readonly string[];

/** A value that its owner may change, and why it is what it is unless somebody does: one sentence. */
export interface Setting<Value extends SettingValue = SettingValue> {
  readonly default: Value;
  readonly because: string;
}
export type Settings = Readonly<Record<string, Setting>>;

/** What is in force of one setting, and who wanted it so. */
export interface SettingInForce extends Setting {
  readonly name: string;
  readonly value: SettingValue;
  /** `organization`, or the id of the organizational unit or the account; undefined: nobody, it is the default. */
  readonly setFor: string | undefined;
}

/** What is in force of declared settings, by the same names. */
export type ValuesOf<Declared> = {
  readonly [Name in keyof Declared]: Declared[Name] extends { readonly default: infer Value } ? Widen<Value> : never;
};

/** `{ default: 50 }` declares a number, not 50; a list may hold other texts than its default. */
type Widen<Value> = Value extends number
  ? number
  : Value extends boolean
    ? boolean
    : Value extends string
      ? string
      : Value extends readonly string[]
        ? readonly string[]
        : Value;

/** The calls that give their callers another key, and how to tell by a record who acts and which key was given. */
export interface Hops<R, Fields> extends Pick<
  Detector<R & LogRecord, Fields, Settings, Tallied<R & LogRecord>>,
  'from' | 'where'
> {
  readonly callerOf: (record: R) => Caller;
  /** Whether `callerOf` would say the same: neighbours are mostly of one caller, and to ask takes less than to say. */
  readonly isBy: (record: R, caller: Caller) => boolean;
  /** The id of the key that a call gave its caller; undefined: none, or one whose use the same logs do not show. */
  readonly issuedBy: (record: R, look: Pick<Look, 'organization'>) => string | undefined;
}

/** Whoever made a call, under the id that subjects name them by, and the id of the key they made it with; empty: none. */
export interface Caller {
  readonly resource: Resource;
  readonly key: string;
}

/** A severity that depends on what was seen, and what each means. */
export interface VaryingSeverity<Reading> {
  readonly when: { readonly [Label in SeverityLabel]?: string };
  of(window: WindowSummary<Reading>, look: Pick<Look, 'intel' | 'organization'>): SeverityLabel;
}

/**
 * A question, in SQL's order: from · where · and · about · within · tally · having · explain.
 *
 * A record is asked of `from` and `where` by its fields alone, once per distinct value; only what passes becomes an
 * object and meets `and`, `about` and the tallies. No clause may keep state, read a clock or do I/O.
 */
export interface Detector<R extends LogRecord, Fields, Declared extends Settings, T extends Tallied<R>> {
  /** Names the detector everywhere; its file is `pathOf(type)`. */
  readonly type: FindingType;
  /** GuardDuty has no such type: the finding says that it is of Vedette's own making. */
  readonly own?: true;
  /** Short and general; `explain` says what happened. */
  readonly title: string;
  /** Why anybody asks: the attack, in a sentence. */
  readonly why: string;
  /** The question itself, as one would ask a colleague. */
  readonly asks: string;
  /** Varying where the same type is worse in some cases. A finding takes the highest that its observations had. */
  readonly severity: SeverityLabel | VaryingSeverity<Readings<T>>;
  /**
   * Where the severity varies: whether a record by itself comes to Low. What is Low of anybody may be more of who never did
   * it, so the day that has it is judged all the same; of what is worse nobody hears twice.
   */
  readonly isFaint?: (record: R) => boolean;
  /** MITRE ATT&CK techniques. */
  readonly attack: readonly string[];
  /** Categories of lists of which it needs one, whichever: without, it cannot fire. */
  readonly needs?: readonly ListCategory[];
  /** What its owner may tune. */
  readonly settings?: Declared;

  readonly from: From<R, Fields>;
  /** Conditions on single fields; all must hold. Asked once per distinct value; `undefined` is "absent". */
  readonly where?: {
    readonly [F in keyof Fields]?: (value: Fields[F] | undefined, look: Look<ValuesOf<Declared>>) => boolean;
  };
  /** A condition on the whole record, for what single fields cannot say. */
  readonly and?: (record: R, look: Look<ValuesOf<Declared>>) => boolean;
  /** What to group by: keys the tally and, but for `remote`, identifies the finding. Undefined: the record is about nothing that can be named; it is counted as left out. */
  readonly about: (record: R, look: Look<ValuesOf<Declared>>) => Subject | undefined;
  /** The action shown in findings where GuardDuty has another for the type than the source's. Made of the members that the source `shows`. */
  readonly action?: (record: R, look: Pick<Look, 'intel' | 'organization'>) => Action;
  /** The fields `about` depends on besides account and Region: asks `about` once per distinct combination. For questions that meet most records. */
  readonly by?: readonly (keyof Fields & string)[];
  /** For questions about whoever acts: credentials have no Region, and one page of the console asks a dozen. One finding then tells of all Regions, in the home Region. Absent: one finding for each Region. */
  readonly acrossRegions?: true;
  /** Length of a window in ms of event time; a day when absent. */
  readonly within?: number;
  /**
   * Windows begin every half of `within`, so that what happened within half a window of one another is in one, wherever
   * the clock cuts. A record is then in two windows and counted once: by its id, which the source's records must have, and
   * no tally may add up.
   */
  readonly overlapping?: true;
  /**
   * Follows callers over hops: what is done with a key that a caller's call issued, in the same window, is the caller's
   * as well. The caller is the subject's resource or its `remote`. Records that issue keys are not counted.
   */
  readonly hops?: Hops<R, Fields>;
  /**
   * Judges days of identities by what was learned of them, instead of counting records by itself: records come from the
   * profile, those of acts of the tactic, and what there is to say of the day is the finding's tally `judgement`.
   */
  readonly learned?: {
    readonly profile: AnyProfile;
    readonly tactic: string;
    /** What a finding shows of the subject, by the acts that are named: the identity says who it was, the acts may say where. */
    readonly shows?: (
      subject: Subject,
      codes: readonly string[],
      record: Pick<LogRecord, 'accountId' | 'region'>,
    ) => Subject;
  };
  readonly tally?: (t: TallyBuilder<R>) => T;
  /** Monotone: once true for a subject and window it stays true as records come. Absent: one record is enough. */
  readonly having?: (window: WindowSummary<Readings<T>>, look: Look<ValuesOf<Declared>>) => boolean;

  /** One or two sentences about all of it: who did what to whom, with the numbers. */
  readonly explain: (finding: FindingSummary<Readings<T>>, look: Look<ValuesOf<Declared>>) => string;
  /** The lists that led here, as evidence. */
  readonly lists?: (finding: FindingSummary<Readings<T>>, look: Look<ValuesOf<Declared>>) => readonly ListMatch[];

  /** The Types string of the AWS Security Finding Format: namespace/category/classifier. */
  readonly asff: string;
  /** Sentences: what it cannot see. */
  readonly blindTo: readonly string[];
  /** Sentences: what is rightly done and looks the same. */
  readonly falsePositives: readonly string[];
  /** What an analyst does about it: sentences in order. */
  readonly respond: readonly string[];
  /** Where to read on. */
  readonly references: readonly { readonly title: string; readonly url: string }[];
  /** Cases by name. Each makes the records of a small story; they are the detector's tests, its documentation and its sample. */
  readonly examples: {
    readonly fires: Readonly<Record<string, () => Example>>;
    readonly quiet: Readonly<Record<string, () => Example>>;
  };
}

/** Raw records as AWS writes them, and the lists (by category) that the example needs. */
export interface Example {
  /** CloudTrail: event objects; flow logs: lines under the default header, or under `header`; resolver logs: objects. */
  readonly records: readonly (object | string)[];
  readonly header?: string;
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Where addresses are, by address, for what depends on it: documentation addresses are nowhere. */
  readonly places?: Readonly<Record<string, Location>>;
  /** What the owner says of accounts and principals. Accounts that begin with 9999 are strangers, all others members. */
  readonly known?: readonly Known[];
  /** Public addresses of members, by address: the account. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** What the owner set of detectors, by finding type. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;
  /** Addresses that belong to AWS. */
  readonly amazon?: readonly string[];
  /**
   * Days are judged: `nothing` was learned yet, or each by those of the story that end two days before it. Absent, they
   * are not.
   */
  readonly learned?: 'nothing' | 'days-before';
  /** Other findings that a story of `fires` rightly leads to. */
  readonly also?: readonly FindingType[];
}

/** Whether none of the lists is there that it needs: then it cannot fire. */
export function lacksLists({ needs = [] }: Pick<AnyDetector, 'needs'>, intel: Pick<Intel, 'has'>): boolean {
  return needs.length > 0 && !needs.some((category) => intel.has(category));
}

/** Any detector, as the engine holds it: types were checked where it was defined. */
export type AnyDetector = Detector<LogRecord, Readonly<Record<string, unknown>>, Settings, Tallied<LogRecord>>;

/** Checks a detector's types and hands it on as the engine holds it. Defining one has no effect. */
export function defineDetector<
  R extends LogRecord,
  Fields,
  const Declared extends Settings = Readonly<Record<never, never>>,
  T extends Tallied<R> = Readonly<Record<string, never>>,
>(detector: Detector<R, Fields, Declared, T>): AnyDetector {
  // The engine gives each detector only the records, fields, settings and tallies it declared.
  return detector as unknown as AnyDetector;
}
