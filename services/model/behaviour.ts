import type { FindingType } from './finding-type.ts';
import type { LogRecord } from './log-record.ts';
import type { Look } from './look.ts';
import type { From } from './source.ts';
import type { JsonObject } from './subject.ts';

/** The act that a record stands for, as far as profiles tell acts apart. */
export interface Act {
  /** Identifies the act: equal codes are the same act. */
  readonly code: string;
  /** Detectors of this tactic may find the act telling; undefined: the act counts as part of the day only. */
  readonly tactic: string | undefined;
  /** The target of the act, for acts where the number of targets in a day matters. */
  readonly target?: string | undefined;
}

/** What one record adds to an act for which the amount in a day matters, such as bytes sent. */
export interface Amount extends Pick<Act, 'code' | 'tactic'> {
  /** A whole number from 0, such as bytes. */
  readonly size: number;
  /** Whether the record is evidence. A record with a small size is not, because it hardly changes the day's amount. */
  readonly isTelling: boolean;
}

/** The data that a profile may consult besides the record. */
export type ProfileLook = Pick<Look, 'intel' | 'organization'>;

/**
 * Defines what Vedette remembers of identities: their acts, by day, and the circumstances. Days are sets, so that
 * nothing counts twice. Each part names the fields that it depends on, and runs once per distinct combination of their
 * values.
 */
export interface Profile<R extends LogRecord, Fields> {
  /** The key under which its days are stored. */
  readonly name: FindingType;
  readonly from: From<R, Fields>;
  /** Conditions on single fields, like those of a detector. */
  readonly where?: {
    readonly [F in keyof Fields]?: (value: Fields[F] | undefined, look: ProfileLook) => boolean;
  };
  readonly who: {
    readonly by: readonly ((keyof Fields & string) | 'accountId')[];
    /** Undefined: Vedette learns nothing about this identity. */
    readonly of: (record: R) => Identity | undefined;
  };
  readonly act: {
    readonly by: readonly (keyof Fields & string)[];
    /**
     * Runs once per combination of values. If records with the same values may be different acts, it returns a function
     * that tells the act of each record.
     */
    readonly of: (record: R, look: ProfileLook) => Act | ((record: R) => Act);
    /** The target of the act, where records of one act differ in it. Runs for each record of a telling act. */
    readonly target?: (record: R) => string;
    /** What the record adds to the amount of an act in the day. Runs for each record. Undefined: nothing. */
    readonly amount?: (record: R, look: ProfileLook) => Amount | undefined;
  };
  /**
   * The circumstances of acts (from where, with what), by kind; each kind has few values a day. Undefined: not
   * recorded.
   */
  readonly circumstances: {
    readonly [kind: string]: {
      readonly by: (keyof Fields & string) | 'region';
      readonly of: (value: string | undefined, look: ProfileLook) => string | undefined;
    };
  };
  readonly judging: Judging;
}

/**
 * How to judge the days of a profile: rates of acts before any observation, and the weights of everything else in a
 * day. Bits are whole numbers of 1/64.
 */
export interface Judging {
  /** Version of the rates. Findings name it; increase it whenever a rate changes. */
  readonly version: number;
  /** What an attacker gains by each tactic. */
  readonly tactics: { readonly [tactic: string]: TacticKind };
  /** How telling an act is for a class of identities. Equal codes have equal rates. */
  readonly rates: (code: string, identityClass: string) => ActRates;
  /** The weight of a value that is new to an identity, by kind of circumstance. */
  readonly circumstances: { readonly [kind: string]: CircumstanceWeight };
  /**
   * Expected number of new acts in a day, by class: on the identity's first day, and on a later day. Unlisted classes
   * count as people.
   */
  readonly newActs: { readonly person: NewActs; readonly [identityClass: string]: NewActs };
  /** How the numbers of new acts differ from day to day, as those of targets do. Absent: `even`. */
  readonly newActsSpread?: Volume['spread'];
  /** Expected number of refused acts in a day, by class. Unlisted classes count as people. */
  readonly refused: { readonly person: number; readonly [identityClass: string]: number };
  /**
   * Share of days on which an identity does something that it never did before. It holds for an identity of which nothing
   * is known, and is corrected by the identity's own days. Undefined: a new act is judged by its own rate alone.
   */
  readonly renewal?: number;
  /**
   * The number of days that must be known of an identity or of its group before one of its days is reported. An identity
   * with fewer days of its own is compared with its group. Undefined: the first day may be reported.
   */
  readonly settles?: number;
  /**
   * The identities that one alert covers. `peers`: all identities of a group, because what happens to one mostly happens
   * to all. Absent: one identity.
   */
  readonly tellsOf?: 'peers';
  /**
   * Whether acts of several tactics on one day are more telling than acts of one tactic. They are not where ordinary work
   * reads, writes and deletes the same thing.
   */
  readonly chains: boolean;
  /** A day becomes a finding from this many bits on, until the organization's own days set the threshold. */
  readonly thresholds: Thresholds;
  /** Bits that a class needs beyond the threshold in an account's first week. Unlisted classes need none. */
  readonly moreInFirstWeek?: { readonly [identityClass: string]: number };
  /** This profile's share of the alerts that the owner has time to look into. */
  readonly share: number;
  /** Words for acts in sentences. */
  readonly words: {
    /** `it called x`. */
    readonly did: string;
    /** `3 calls`. */
    readonly acts: string;
    /** `calls that it never made before`. */
    readonly made: string;
    /** What identities of one group share: their `role`. */
    readonly peers: string;
  };
  /** The names in a code, under the words that GuardDuty's findings use for them: `{ APIs: 'CreateUser' }`. */
  readonly names: (code: string) => { readonly [things: string]: string };
}

/**
 * `looks`: reconnaissance; everybody looks around, so a day needs more bits, and many new acts are telling. `takes`:
 * taking data; many new acts are telling too. `acts`: the act itself is what tells.
 */
export type TacticKind = 'looks' | 'takes' | 'acts';

/** How telling an act is before anything is learned. */
export interface ActRates {
  readonly tactic: string | undefined;
  /** Share of attacks that contain the act. */
  readonly attacks: number;
  /** Share of active days that contain the act. */
  readonly days: number;
  /** Undefined: the number of targets does not matter. */
  readonly volume: Volume | undefined;
}

/** How telling it is that an act has many targets on a day. */
export interface Volume {
  /** Targets beyond this number make no difference. */
  readonly most: number;
  /** Expected number of targets beyond the first on a day with the act, before anything is learned. */
  readonly usual: number;
  /**
   * `even`: days are much alike, and each further target is less likely than the one before by the same factor. `wide`:
   * days differ by powers of two, and the score is how far a day goes beyond the largest known day.
   */
  readonly spread: 'even' | 'wide';
  /** Writes an amount in sentences: `48 GB`. Absent where a number of things is counted. */
  readonly say?: (amount: number) => string;
}

export interface CircumstanceWeight {
  /** Share of attacks that bring a new value. */
  readonly attacks: number;
  /** A value on at least this share of the class's days is usual, and new to nobody. */
  readonly usual: number;
  /** The most bits that new values can add. */
  readonly most: number;
  /** Its name in sentences. */
  readonly name: string;
  /** The name that GuardDuty's findings have for such values; undefined: none. */
  readonly guardduty?: string;
}

export type NewActs = readonly [first: number, later: number];

/** A day becomes a finding from this many bits on. */
export interface Thresholds {
  /** For accounts known for a week or longer. */
  readonly usual: number;
  /** For younger accounts, about which too little was learned: never below `usual`. */
  readonly firstWeek: number;
}

/** The identity that acted. */
export interface Identity extends IdentityKind {
  /** The id of the identity's resource. */
  readonly id: string;
}

export interface IdentityKind {
  /** Classes of identities have different ordinary rates: a person, a machine, root. */
  readonly class: string;
  /** Identities with equal `peers` do the same work: the name of their role. */
  readonly peers: string;
}

/** Any profile, as the engine holds it: `defineProfile` checked its types. */
export type AnyProfile = Profile<LogRecord, Readonly<Record<string, unknown>>>;

export function defineProfile<R extends LogRecord, Fields>(profile: Profile<R, Fields>): AnyProfile {
  // The engine gives each profile only the records and fields it declared.
  return profile as unknown as AnyProfile;
}

/** The acts of one identity on one day (UTC), as sets that only ever gain members. */
export interface ActsOfDay extends IdentityKind {
  readonly profile: AnyProfile;
  readonly accountId: string;
  /** Id of the identity's resource. */
  readonly identity: string;
  /** Days since the epoch. */
  readonly day: number;
  /** Acts, by code. */
  readonly acts: ReadonlyMap<string, ActOfDay>;
  /** Values by kind of circumstance. */
  readonly circumstances: ReadonlyMap<string, ReadonlySet<string>>;
  /** Grows with every addition: of two states of one day, the heavier is the later. */
  readonly weight: number;
}

export interface ActOfDay {
  /** The number of things that it was done to (an estimate when there are very many), or its amount. */
  readonly size: number;
  /** Whether no detector that needs a single record reports a record of it. */
  readonly apart: boolean;
}

/** States that a day is out of the ordinary, and why. */
export interface Judgement {
  /** Details for the finding. */
  readonly told: JsonObject;
  /** Codes of the acts that the judgement names, the most telling first. */
  readonly codes: readonly string[];
}

/**
 * Everything learned until two days before a day. The day itself and the day before teach nothing about it, so that
 * scores do not depend on the order in which records arrive.
 */
export interface Learned {
  /** Equal versions judge equally. */
  readonly version: string;
  judge(day: ActsOfDay, tactic: string): Judgement | undefined;
}
