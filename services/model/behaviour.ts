import type { FindingType } from './finding-type.ts';
import type { LogRecord } from './log-record.ts';
import type { Look } from './look.ts';
import type { From } from './source.ts';
import type { JsonObject } from './subject.ts';

/** What a record was, as far as profiles tell acts apart. */
export interface Act {
  /** Names it among all acts: equal names are the same act. */
  readonly code: string;
  /** Which detectors may find it telling; undefined: none, it counts as part of the day alone. */
  readonly tactic: string | undefined;
  /** What it was done to, where it matters to how many things it was done in a day. */
  readonly target?: string | undefined;
}

/** An act of which it matters how much is done in a day, and how much a record adds. */
export interface Amount extends Pick<Act, 'code' | 'tactic'> {
  /** Bytes or the like, a whole number from 0. */
  readonly size: number;
  /** Whether the record is evidence: small ones have little part in a day's amount. */
  readonly isTelling: boolean;
}

/** What a profile may look into besides the record. */
export type ProfileLook = Pick<Look, 'intel' | 'organization'>;

/**
 * What is remembered of identities: which acts, on which days, under which circumstances. Days are sets, so that nothing
 * counts twice. Each part names the fields that it depends on, and is asked once per distinct combination of their values.
 */
export interface Profile<R extends LogRecord, Fields> {
  /** Names it where its days are kept. */
  readonly name: FindingType;
  readonly from: From<R, Fields>;
  /** Conditions on single fields, as a detector has them. */
  readonly where?: {
    readonly [F in keyof Fields]?: (value: Fields[F] | undefined, look: ProfileLook) => boolean;
  };
  readonly who: {
    readonly by: readonly ((keyof Fields & string) | 'accountId')[];
    /** Undefined: somebody that nothing is learned of. */
    readonly of: (record: R) => Identity | undefined;
  };
  readonly act: {
    readonly by: readonly (keyof Fields & string)[];
    /** Whether records of one combination may still be different acts: then each is asked. */
    readonly varies: (record: R, look: ProfileLook) => boolean;
    readonly of: (record: R, look: ProfileLook) => Act;
    /** What it was done to, where records of one act differ in that: asked of each record of a telling act. */
    readonly target?: (record: R) => string;
    /** What a record adds up to besides: asked of each. Undefined: nothing. */
    readonly amount?: (record: R, look: ProfileLook) => Amount | undefined;
  };
  /** From where and with what somebody acted, by kind; each has few values a day. Undefined: not told. */
  readonly circumstances: {
    readonly [kind: string]: {
      readonly by: (keyof Fields & string) | 'region';
      readonly of: (value: string | undefined, look: ProfileLook) => string | undefined;
    };
  };
  readonly judging: Judging;
}

/**
 * How days of a profile are judged: what is known of acts before anybody was watched, and how much what else a day has
 * weighs. Bits are whole numbers of 1/64.
 */
export interface Judging {
  /** Of the rates: findings name it, and it goes up whenever one of them changes. */
  readonly version: number;
  /** What acts are good for to who attacks. */
  readonly tactics: { readonly [tactic: string]: TacticKind };
  /** How telling an act of a class of identities is. Equal codes have equal rates. */
  readonly rates: (code: string, identityClass: string) => ActRates;
  /** What a value weighs that is new to an identity, by kind of circumstance. */
  readonly circumstances: { readonly [kind: string]: CircumstanceWeight };
  /** By class, acts to be expected that are new to an identity: on its first day, and on a later one. Other classes are people. */
  readonly newActs: { readonly person: NewActs; readonly [identityClass: string]: NewActs };
  /** By class, acts to be expected of a day that are refused. Other classes are people. */
  readonly refused: { readonly person: number; readonly [identityClass: string]: number };
  /**
   * Share of days on which an identity begins to do something that it never did, where nothing is known of it; its own days
   * correct it. Undefined: what is new is judged by its own rate alone.
   */
  readonly renewal?: number;
  /**
   * Days that must be known of an identity, or of those of its group, before one is told of. Who is known for fewer is
   * measured by the most that its group did. Undefined: the first day may be told of.
   */
  readonly settles?: number;
  /** From how many bits on a day is told of, until the days of the organization say otherwise. */
  readonly thresholds: Thresholds;
  /** Of the alerts that its owner can look into, the share that days of this profile may come to. */
  readonly share: number;
  /** How sentences call what is done. */
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
  /** What a code names, by how GuardDuty's findings call such things: `{ APIs: 'CreateUser' }`. */
  readonly names: (code: string) => { readonly [things: string]: string };
}

/**
 * `looks`: to look around is what everybody does, so a day takes more bits, and many new acts are telling. `takes`: of what
 * is taken many new acts are telling too. `acts`: it is what was done that tells.
 */
export type TacticKind = 'looks' | 'takes' | 'acts';

/** How telling an act is before anything was learned. */
export interface ActRates {
  readonly tactic: string | undefined;
  /** Share of attacks that have it. */
  readonly attacks: number;
  /** Share of active days that have it. */
  readonly days: number;
  /** Undefined: it does not matter to how many things it was done. */
  readonly volume: Volume | undefined;
}

/** How telling it is to how many things an act was done on a day. */
export interface Volume {
  /** More make no difference. */
  readonly most: number;
  /** Things beyond the first to be expected of a day with the act, where nothing is known. */
  readonly usual: number;
  /**
   * `even`: days are much alike, and each further thing is less likely than the one before by the same factor. `wide`: days
   * differ by powers of two, and what counts is how far a day is beyond the largest that is known.
   */
  readonly spread: 'even' | 'wide';
  /** How sentences say so much of it, where it is an amount and no number of things: `48 GB`. */
  readonly say?: (amount: number) => string;
}

export interface CircumstanceWeight {
  /** The share of attacks that come with a new one. */
  readonly attacks: number;
  /** From which share of the class's days on a value is usual, and new to nobody. */
  readonly usual: number;
  /** Bits at most. */
  readonly most: number;
  /** How sentences call it. */
  readonly name: string;
  /** How GuardDuty's findings call such values; undefined: they have none. */
  readonly guardduty?: string;
}

export type NewActs = readonly [first: number, later: number];

/** From how many bits on a day is told of. */
export interface Thresholds {
  /** Of an account that is known for a week or longer. */
  readonly usual: number;
  /** Of a younger one, of which too little was learned: never below `usual`. */
  readonly firstWeek: number;
}

/** Who acted. */
export interface Identity extends IdentityKind {
  /** Of its resource. */
  readonly id: string;
}

export interface IdentityKind {
  /** Of whom other rates hold: a person, a machine, root. */
  readonly class: string;
  /** Identities of one group do the same work: the name of their role. */
  readonly peers: string;
}

/** Any profile, as the engine holds it: types were checked where it was defined. */
export type AnyProfile = Profile<LogRecord, Readonly<Record<string, unknown>>>;

export function defineProfile<R extends LogRecord, Fields>(profile: Profile<R, Fields>): AnyProfile {
  // The engine gives each profile only the records and fields it declared.
  return profile as unknown as AnyProfile;
}

/** All that an identity did on one day (UTC), as sets. It only grows. */
export interface ActsOfDay extends IdentityKind {
  readonly profile: AnyProfile;
  readonly accountId: string;
  /** Id of the identity's resource. */
  readonly identity: string;
  /** Days since the epoch. */
  readonly day: number;
  /** By code. */
  readonly acts: ReadonlyMap<string, ActOfDay>;
  /** By kind: the values. */
  readonly circumstances: ReadonlyMap<string, ReadonlySet<string>>;
  /** Grows with whatever is added: of two states of one day the heavier is the later. */
  readonly weight: number;
}

export interface ActOfDay {
  /** To how many things it was done, of very many an estimate; or how much of it. */
  readonly size: number;
  /** Whether a record of it is told of by no detector that needs one record alone. */
  readonly apart: boolean;
}

/** That a day is out of the ordinary. */
export interface Judgement {
  /** What there is to say of it. */
  readonly told: JsonObject;
  /** The acts that it names, the most telling first. */
  readonly codes: readonly string[];
}

/**
 * What was learned until two days before a day. The day itself and the one before it teach nothing about it: so scores do
 * not depend on what came first.
 */
export interface Learned {
  /** Equal versions judge equally. */
  readonly version: string;
  judge(day: ActsOfDay, tactic: string): Judgement | undefined;
}
