import type { AnyProfile } from '#services/model/behaviour.ts';
import type { LogRecord } from '#services/model/log-record.ts';
import { createRandom, type Random } from '#services/simulation/random.ts';
import { normal } from './chance.ts';
import { strangeAddress } from './worker.ts';

/** A simulated organization, as far as one profile learns of it. Everything follows from its seed. */
export interface MadeWorld {
  readonly profile: AnyProfile;
  /** Ids of its accounts. */
  readonly accounts: readonly string[];
  /** Kinds of attacks. */
  readonly kinds: readonly string[];
  /** The records of the next day, by account. @param day since the organization was first watched */
  work(day: number): ReadonlyMap<string, Iterable<LogRecord>>;
  /**
   * Plans the given number of attacks of each kind, each on its own day and account.
   *
   * @param between range of days for the first day of an attack
   */
  plan(seed: string, ofEach: number, between: readonly [first: number, last: number]): readonly MadeAttack[];
}

/** An attack on one account. */
export interface MadeAttack extends AttackOnAccount {
  readonly kind: string;
  readonly accountId: string;
  readonly start: number;
}

export interface AttackOnAccount {
  /** Its techniques, without exploration. */
  readonly did: readonly string[];
  /** Its steps on one of its days, which are counted from 0. Asked when the victim has had the days before. */
  steps(offset: number): readonly RecordedStep[];
}

/** A step of an attack, with its minutes after the first call of that day. */
export interface RecordedStep {
  readonly minute: number;
  readonly records: Iterable<LogRecord>;
}

/** An account at ordinary work. */
export interface AccountWork {
  day(day: number): Iterable<LogRecord>;
  attack(kind: string, random: Random): AttackOnAccount;
}

/** What an account begins with. */
export interface Beginning {
  readonly id: string;
  /** Of this account alone. */
  readonly random: Random;
  /** Addresses of the organization's offices. */
  readonly offices: readonly string[];
  /** How much oftener than elsewhere something rare is done in this account. */
  factor(name: string): number;
}

/** Organizations, accounts and people vary in rare acts: standard deviations of the logarithm. */
export const SPREAD = { organization: 1, account: 1, person: 1.5 } as const;

/** A world of accounts that have nothing but their organization in common. @returns a function from seed and size */
export function worldOf(
  name: string,
  profile: AnyProfile,
  kinds: readonly string[],
  begin: (beginning: Beginning) => AccountWork,
): (seed: string, accounts: number) => MadeWorld {
  return (seed, count) => {
    const random = createRandom(`made-up ${name} ${seed}`);
    const offices = Array.from({ length: 4 }, () => strangeAddress(random));
    const works = new Map(
      Array.from({ length: count }, (_, index) => {
        const id = String(100_000_000_000 + index * 7_919_117);
        const factor = (what: string): number =>
          varied(createRandom(`${name} ${seed} ${what}`), SPREAD.organization) *
          varied(createRandom(`${name} ${seed} ${id} ${what}`), SPREAD.account);
        return [id, begin({ id, random: random.fork(id), offices, factor })] as const;
      }),
    );
    const accounts = [...works.keys()];
    return {
      profile,
      accounts,
      kinds,
      work: (day) => new Map(Array.from(works, ([id, work]) => [id, work.day(day)])),
      plan: (planSeed, ofEach, between) =>
        kinds.flatMap((kind) =>
          Array.from({ length: ofEach }, (_, index): MadeAttack => {
            const own = createRandom(`attack ${name} ${planSeed} ${kind} ${index}`);
            const start = own.int(...between);
            const accountId = own.pick(accounts);
            const { did, steps } = workOf(works, accountId).attack(kind, own);
            return { kind, accountId, start, did, steps };
          }),
        ),
    };
  };
}

function workOf(works: ReadonlyMap<string, AccountWork>, id: string): AccountWork {
  const work = works.get(id);
  if (work === undefined) throw new Error(`There is no account ${id}.`);
  return work;
}

function varied(random: Random, spread: number): number {
  return Math.exp(spread * normal(random));
}
