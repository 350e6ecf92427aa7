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

/** What a profile may look into besides the record. */
type ProfileLook = Pick<Look, 'intel' | 'organization'>;

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
    readonly varies: (record: R) => boolean;
    readonly of: (record: R) => Act;
  };
  /** From where and with what somebody acted, by kind; each has few values a day. Undefined: not told. */
  readonly circumstances: {
    readonly [kind: string]: {
      readonly by: (keyof Fields & string) | 'region';
      readonly of: (value: string | undefined, look: ProfileLook) => string | undefined;
    };
  };
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
  /** What it was done to, up to a bound. */
  readonly targets: ReadonlySet<string>;
  /** Whether a record of it is told of by no detector that needs one record alone. */
  readonly apart: boolean;
}

/** That a day is out of the ordinary. */
export interface Judgement {
  /** What there is to say of it. */
  readonly told: JsonObject;
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
