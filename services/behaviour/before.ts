import type { ActsOfDay } from '#services/model/behaviour.ts';
import { countDays, daysUntil, WINDOW_DAYS, type DaySet } from './day-set.ts';
import type { AccountHistory, IdentityHistory, Known, KnownCode } from './history.ts';
import { accountLevels, classAsOf, classOfCode, type AccountLevels, type Level } from './levels.ts';
import type { Count } from './rate.ts';

/** A day is judged by what was learned until this many days before: records of the day between may still come. */
export const LAG_DAYS = 2;

/** An account is in its first week until it is known for this many days. */
export const FIRST_WEEK_DAYS = 7;

/** What was known of an account when the day to be judged began. */
export class Before {
  readonly mask: DaySet;
  /** The last day that counts. */
  readonly until: number;
  readonly #history: AccountHistory | undefined;
  readonly #organization: Level | undefined;
  /** Results of `mostOf`, by group of peers and code. */
  readonly #most = new Map<string, number>();
  #levels: AccountLevels | undefined;

  constructor(day: number, history: AccountHistory | undefined, organization: Level | undefined) {
    this.until = day - LAG_DAYS;
    this.mask = daysUntil(this.until);
    this.#history = history;
    this.#organization = organization;
  }

  /** Days since the account was first learned of. */
  get age(): number {
    const { first } = this.#history ?? {};
    return first === undefined ? 0 : Math.max(0, this.until - first + 1);
  }

  get levels(): AccountLevels | undefined {
    if (this.#history !== undefined) this.#levels ??= accountLevels(this.#history, this.until);
    return this.#levels;
  }

  /** The days that count, as far as the account was known; undefined: it was not. */
  get window(): { readonly from: number; readonly until: number } | undefined {
    const { first } = this.#history ?? {};
    if (first === undefined || first > this.until) return undefined;
    return { from: Math.max(first, this.until - WINDOW_DAYS + 1), until: this.until };
  }

  get identities(): ReadonlyMap<string, IdentityHistory> {
    return this.#history?.identities ?? new Map<string, IdentityHistory>();
  }

  /** The most targets of a code, beyond the first, that any identity of a group of peers had on one day. */
  mostOf(peers: string, code: string): number {
    const key = `${peers} ${code}`;
    let most = this.#most.get(key);
    if (most !== undefined) return most;
    most = 0;
    for (const history of this.#history?.identities.values() ?? [])
      if (history.peers === peers) most = Math.max(most, mostOn(history.codes.get(code), this.until));
    this.#most.set(key, most);
    return most;
  }

  of(acts: ActsOfDay): IdentityBefore {
    const history = this.#history?.identities.get(acts.identity);
    return new IdentityBefore(this, acts, history, this.#organization);
  }
}

/** What was known of an identity when the day to be judged began. */
export class IdentityBefore {
  readonly class: string;
  /** Days on which it did anything. */
  readonly active: number;
  readonly history: IdentityHistory | undefined;
  /** Whether its account has been known for less than a week. Nobody knows yet what is refused there every day. */
  readonly isInFirstWeek: boolean;
  /** Whether enough days are known of it or of its peers, and of its account, if the profile asks for any. */
  readonly isSettled: boolean;
  /** Whether it has too few days of its own, and so is measured by its peers. */
  readonly isYoung: boolean;
  readonly before: Before;
  readonly #peers: string;
  readonly #organization: Level | undefined;

  constructor(before: Before, acts: ActsOfDay, history: IdentityHistory | undefined, organization: Level | undefined) {
    this.before = before;
    this.#organization = organization;
    this.#peers = acts.peers;
    const active = history === undefined ? 0 : countDays(history.days, before.mask);
    this.active = active;
    this.isInFirstWeek = before.age < FIRST_WEEK_DAYS;
    this.history = active === 0 ? undefined : history;
    this.class = this.history === undefined ? acts.class : classAsOf(this.history, before.mask);
    const { settles = 0 } = acts.profile.judging;
    this.isYoung = active < settles;
    const ofGroup = this.isYoung ? (before.levels?.peers.get(acts.peers)?.days.get(this.class) ?? 0) : active;
    this.isSettled = ofGroup >= settles && before.age >= settles;
  }

  /** Number of days on which it did an act. */
  daysOf(code: string): number {
    const known = this.history?.codes.get(code);
    return known === undefined ? 0 : countDays(known.days, this.before.mask);
  }

  /** Days with an act, by level, from the organization down to the identity. */
  counts(code: string): readonly Count[] {
    const group = classOfCode(code, this.class);
    const { levels } = this.before;
    const at = (level: Count['level'], of: Level | undefined): Count => ({
      level,
      n: of?.codes.get(`${group} ${code}`) ?? 0,
      of: of?.days.get(group) ?? 0,
    });
    return [
      at('organization', this.#organization),
      at('account', levels),
      at('peers', levels?.peers.get(this.#peers)),
      { level: 'identity', n: this.daysOf(code), of: this.active },
    ];
  }

  /** Days with a code, and the targets beyond the first of a day: in all (`more`), and on one day at most (`most`). */
  targets(code: string): { readonly days: number; readonly more: number; readonly most: number } {
    const known = this.history?.codes.get(code);
    const ofGroup = this.isYoung ? this.before.mostOf(this.#peers, code) : 0;
    if (known === undefined) return { days: 0, more: 0, most: ofGroup };
    let more = 0;
    for (const [day, count] of known.more) if (day <= this.before.until) more += count;
    const most = Math.max(ofGroup, mostOn(known, this.before.until));
    return { days: countDays(known.days, this.before.mask), more, most };
  }

  /** Codes that came after the identity's first day. */
  get newCodes(): number {
    const { history } = this;
    if (history === undefined) return 0;
    return howMany(history.codes.values(), ({ first }) => first > history.first && first <= this.before.until);
  }

  /** The largest number of new codes on any day after the first. */
  get mostNewCodes(): number {
    const { history } = this;
    const days = new Map<number, number>();
    for (const { first } of history?.codes.values() ?? []) days.set(first, (days.get(first) ?? 0) + 1);
    let most = 0;
    for (const [day, count] of days)
      if (history !== undefined && day > history.first && day <= this.before.until) most = Math.max(most, count);
    return most;
  }

  /** Days that brought a new code, after the first. */
  get newCodeDays(): number {
    const { history } = this;
    return history === undefined ? 0 : daysOfFirsts(history.codes.values(), history.first, this.before.until);
  }

  /** Days on which a code was denied, added up over all codes. */
  get deniedDays(): number {
    let days = 0;
    for (const [code, known] of this.history?.codes ?? [])
      if (code.includes('!denied')) days += countDays(known.days, this.before.mask);
    return days;
  }

  knows(kind: string, value: string): boolean {
    const known = this.history?.values.get(kind)?.get(value);
    return known !== undefined && known.first <= this.before.until;
  }

  /** Days that brought a new value, after the first. */
  newValues(kind: string): number {
    const { history } = this;
    if (history === undefined) return 0;
    return daysOfFirsts(history.values.get(kind)?.values() ?? [], history.first, this.before.until);
  }

  /** The share of identity-days of its class in the account that have a value, and that bring a new one. */
  amongClass(kind: string, value: string): { readonly share: number; readonly renewal: number } {
    const { levels } = this.before;
    const days = levels?.days.get(this.class) ?? 0;
    const n = levels?.values.get(`${this.class} ${kind} ${value}`) ?? 0;
    const fresh = levels?.newValues.get(`${this.class} ${kind}`) ?? 0;
    return { share: days === 0 ? 0 : n / days, renewal: (fresh + 1) / (days + 1) };
  }
}

function mostOn(known: KnownCode | undefined, until: number): number {
  let most = 0;
  for (const [day, count] of known?.more ?? []) if (day <= until) most = Math.max(most, count);
  return most;
}

/** Number of days, after one day and up to another, on which something was met for the first time. */
function daysOfFirsts(rows: Iterable<Known>, after: number, until: number): number {
  return new Set(Array.from(rows, ({ first }) => first).filter((first) => first > after && first <= until)).size;
}

function howMany<Item>(items: Iterable<Item>, suits: (item: Item) => boolean): number {
  let n = 0;
  for (const item of items) if (suits(item)) n++;
  return n;
}
