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

/** The counts of a question for one subject in one window. They do not depend on the order of records. */
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

/**
 * The same counts over all windows and all remote ends that a finding was folded from: the finding's sentences use it.
 */
export interface FindingSummary<Reading> extends Omit<WindowSummary<Reading>, 'subject'> {
  readonly subject: Omit<Subject, 'remote'>;
  /** The remote ends, where the question groups by them. */
  readonly remotes: DistinctReading;
}

export type SettingValue = number | string | boolean | readonly string[];

/** A value that the owner may change, and one sentence on why the default is what it is. */
export interface Setting<Value extends SettingValue = SettingValue> {
  readonly default: Value;
  readonly because: string;
}
export type Settings = Readonly<Record<string, Setting>>;

/** The value of a setting that is in force, and who set it. */
export interface SettingInForce extends Setting {
  readonly name: string;
  readonly value: SettingValue;
  /** `organization`, or the id of the organizational unit or the account; undefined: it is the default. */
  readonly setFor: string | undefined;
}

/** The settings with which a finding was judged when records last changed it. */
export interface JudgedWith {
  /** ISO 8601, by the service's clock. */
  readonly at: string;
  readonly settings: readonly JudgedSetting[];
}

export interface JudgedSetting extends Pick<SettingInForce, 'name' | 'value'> {
  /** As in `SettingInForce`; null: it was the default. */
  readonly setFor: string | null;
}

/** A value that is set for an organizational unit or an account. */
export interface SettingException {
  readonly name: string;
  /** The id of the unit or the account. */
  readonly setFor: string;
  readonly value: SettingValue;
}

/** The values in force of declared settings, by the same names. */
export type ValuesOf<Declared> = {
  readonly [Name in keyof Declared]: Declared[Name] extends { readonly default: infer Value } ? Widen<Value> : never;
};

/** `{ default: 50 }` declares a number, not 50; a list may hold texts other than those of its default. */
type Widen<Value> = Value extends number
  ? number
  : Value extends boolean
    ? boolean
    : Value extends string
      ? string
      : Value extends readonly string[]
        ? readonly string[]
        : Value;

/**
 * The calls that give their callers another key, and how to read from a record who acts and which key the call issued.
 */
export interface Hops<R, Fields> extends Pick<
  Detector<R & LogRecord, Fields, Settings, Tallied<R & LogRecord>>,
  'from' | 'where'
> {
  readonly callerOf: (record: R) => Caller;
  /**
   * Whether `callerOf` would return this caller. Neighbouring records mostly have one caller, and comparing is cheaper
   * than building it.
   */
  readonly isBy: (record: R, caller: Caller) => boolean;
  /**
   * The id of the key that a call issued to its caller; undefined: none, or a key whose use the same logs do not show.
   */
  readonly issuedBy: (record: R, look: Pick<Look, 'organization'>) => string | undefined;
}

/** The caller, under the id that subjects name it by, and the id of the key it used; empty: no key. */
export interface Caller {
  readonly resource: Resource;
  readonly key: string;
}

/** A severity that depends on the counts, and what each means. */
export interface VaryingSeverity<Reading> {
  readonly when: { readonly [Label in SeverityLabel]?: string };
  of(window: WindowSummary<Reading>, look: Pick<Look, 'intel' | 'organization'>): SeverityLabel;
}

/**
 * A question, in SQL's order: from · where · and · about · within · tally · having · explain.
 *
 * `from` and `where` see only a record's fields, once per distinct value; only records that pass become objects and
 * reach `and`, `about` and the tallies. No clause may keep state, read a clock or do I/O.
 */
export interface Detector<R extends LogRecord, Fields, Declared extends Settings, T extends Tallied<R>> {
  /** Identifies the detector everywhere; its file is `pathOf(type)`. */
  readonly type: FindingType;
  /** GuardDuty has no such type: the finding says that the type is Vedette's own. */
  readonly own?: true;
  /** Short and general; `explain` says what happened. */
  readonly title: string;
  /** The attack behind the question, in a sentence. */
  readonly why: string;
  /** The question itself, in words for a colleague. */
  readonly asks: string;
  /** Varies where the same type is worse in some cases. A finding takes the highest severity of its observations. */
  readonly severity: SeverityLabel | VaryingSeverity<Readings<T>>;
  /**
   * For a varying severity: whether one record by itself rates only Low. A Low record may weigh more for an identity
   * that never did this, so its day is judged as well. More severe records already have a finding, and are not reported
   * twice.
   */
  readonly isFaint?: (record: R) => boolean;
  /** MITRE ATT&CK techniques. */
  readonly attack: readonly string[];
  /** Categories of lists; the detector needs at least one of them, and cannot fire without. */
  readonly needs?: readonly ListCategory[];
  /** Settings that the owner may change. */
  readonly settings?: Declared;

  readonly from: From<R, Fields>;
  /** Conditions on single fields; all must hold. Evaluated once per distinct value; `undefined` means "absent". */
  readonly where?: {
    readonly [F in keyof Fields]?: (value: Fields[F] | undefined, look: Look<ValuesOf<Declared>>) => boolean;
  };
  /** A condition on the whole record, for what single fields cannot express. */
  readonly and?: (record: R, look: Look<ValuesOf<Declared>>) => boolean;
  /**
   * The subject to group by: it keys the tally and, except for `remote`, identifies the finding. Undefined: the record
   * names no subject; it is counted as nameless.
   */
  readonly about: (record: R, look: Look<ValuesOf<Declared>>) => Subject | undefined;
  /**
   * The action shown in findings, for types where GuardDuty's action differs from the source's. Built from the members
   * in the source's `shows`.
   */
  readonly action?: (record: R, look: Pick<Look, 'intel' | 'organization'>) => Action;
  /**
   * The fields that `about` depends on besides account and Region: `about` then runs once per distinct combination. For
   * questions that match most records.
   */
  readonly by?: readonly (keyof Fields & string)[];
  /**
   * For questions about callers: credentials have no Region, and one page of the AWS console calls a dozen Regions. One
   * finding then covers all Regions, in the home Region. Absent: one finding for each Region.
   */
  readonly acrossRegions?: true;
  /** Length of a window in ms of event time; a day when absent. */
  readonly within?: number;
  /**
   * Windows begin every half of `within`, so that events within half a window of one another always share a window. A
   * record is then in two windows and counted once, by its id: the source's records must have ids, and no tally may add
   * up.
   */
  readonly overlapping?: true;
  /**
   * Follows callers over hops: acts with a key that a caller's call issued, in the same window, are also the caller's.
   * The caller is the subject's resource or its `remote`. Records that issue keys are not counted.
   */
  readonly hops?: Hops<R, Fields>;
  /**
   * Judges days of identities by what was learned about them, instead of counting records itself. The records come from
   * the profile: those of acts of the tactic. The judgement's details become the finding's tally `judgement`.
   */
  readonly learned?: {
    readonly profile: AnyProfile;
    readonly tactic: string;
    /**
     * The subject that a finding shows, given the acts it names: the identity says who acted, the acts may say where.
     */
    readonly shows?: (
      subject: Subject,
      codes: readonly string[],
      record: Pick<LogRecord, 'accountId' | 'region'>,
    ) => Subject;
  };
  readonly tally?: (t: TallyBuilder<R>) => T;
  /**
   * Must be monotone: once true for a subject and window it stays true as records come. Absent: one record is enough.
   */
  readonly having?: (window: WindowSummary<Readings<T>>, look: Look<ValuesOf<Declared>>) => boolean;

  /** One or two sentences about the whole finding: who acted, on whose resource, with the numbers. */
  readonly explain: (finding: FindingSummary<Readings<T>>, look: Look<ValuesOf<Declared>>) => string;
  /** The list entries that led to the finding, as evidence. */
  readonly lists?: (finding: FindingSummary<Readings<T>>, look: Look<ValuesOf<Declared>>) => readonly ListMatch[];

  /** The Types string of the AWS Security Finding Format: namespace/category/classifier. */
  readonly asff: string;
  /** Sentences: attacks that the detector cannot see. */
  readonly blindTo: readonly string[];
  /** Sentences: legitimate activity that looks the same. */
  readonly falsePositives: readonly string[];
  /** The analyst's steps: sentences in order. */
  readonly respond: readonly string[];
  /** Further reading. */
  readonly references: readonly { readonly title: string; readonly url: string }[];
  /**
   * Examples by name. Each builds the records of a small story; they serve as the detector's tests, documentation and
   * sample.
   */
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
  /** Locations by address, for questions that depend on them: documentation addresses have no location. */
  readonly places?: Readonly<Record<string, Location>>;
  /**
   * The owner's statements about accounts and principals. Accounts that begin with 9999 are strangers, all others are
   * members.
   */
  readonly known?: readonly Known[];
  /** Public addresses of members: address → account. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** Settings of detectors that the owner changed, by finding type. */
  readonly settings?: Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;
  /** Addresses that belong to AWS. */
  readonly amazon?: readonly string[];
  /**
   * Days are judged: with `nothing` learned yet, or each day by the story's days that end two days before it. Absent:
   * days are not judged.
   */
  readonly learned?: 'nothing' | 'days-before';
  /** Other findings that a story of `fires` also leads to, correctly. */
  readonly also?: readonly FindingType[];
}

/** Whether every list that the detector needs is missing: then it cannot fire. */
export function lacksLists({ needs = [] }: Pick<AnyDetector, 'needs'>, intel: Pick<Intel, 'has'>): boolean {
  return needs.length > 0 && !needs.some((category) => intel.has(category));
}

/** Any detector, as the engine holds it: `defineDetector` checked its types. */
export type AnyDetector = Detector<LogRecord, Readonly<Record<string, unknown>>, Settings, Tallied<LogRecord>>;

/** Checks a detector's types and returns it as the engine holds it. Has no side effect. */
export function defineDetector<
  R extends LogRecord,
  Fields,
  const Declared extends Settings = Readonly<Record<never, never>>,
  T extends Tallied<R> = Readonly<Record<string, never>>,
>(detector: Detector<R, Fields, Declared, T>): AnyDetector {
  // The engine gives each detector only the records, fields, settings and tallies it declared.
  return detector as unknown as AnyDetector;
}
