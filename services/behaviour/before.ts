import type { ActsOfDay } from '#services/model/behaviour.ts';
import { daysUntil, countDays, type DaySet } from './day-set.ts';
import type { AccountHistory, IdentityHistory } from './history.ts';
import { accountLevels, classAsOf, classOfCode, type AccountLevels, type Level } from './levels.ts';
import type { Count } from './rate.ts';

/** A day is judged by what was learned until so many days before: that of the day between may still come. */
export const LAG_DAYS = 2;

/** Days until an account is known. */
export const FIRST_WEEK_DAYS = 7;

/** What was known of an account when a day began that is to be judged. */
export class Before {
  readonly mask: DaySet;
  /** The last day that counts. */
  readonly until: number;
  readonly #history: AccountHistory | undefined;
  readonly #organization: Level | undefined;
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
    if (this.#history !== undefined) this.#levels ??= accountLevels(this.#history, this.mask);
    return this.#levels;
  }

  of(acts: ActsOfDay): IdentityBefore {
    const history = this.#history?.identities.get(acts.identity);
    return new IdentityBefore(this, acts, history, this.#organization);
  }
}

/** What was known of an identity. */
export class IdentityBefore {
  readonly class: string;
  /** Days on which it did anything. */
  readonly active: number;
  readonly history: IdentityHistory | undefined;
  /** Whether its account is known for less than a week: what is refused there every day nobody can know. */
  readonly isInFirstWeek: boolean;
  readonly #before: Before;
  readonly #peers: string;
  readonly #organization: Level | undefined;

  constructor(before: Before, acts: ActsOfDay, history: IdentityHistory | undefined, organization: Level | undefined) {
    this.#before = before;
    this.#organization = organization;
    this.#peers = acts.peers;
    const active = history === undefined ? 0 : countDays(history.days, before.mask);
    this.active = active;
    this.isInFirstWeek = before.age < FIRST_WEEK_DAYS;
    this.history = active === 0 ? undefined : history;
    this.class = this.history === undefined ? acts.class : classAsOf(this.history, before.mask);
  }

  /** On how many days it did this. */
  daysOf(code: string): number {
    const known = this.history?.codes.get(code);
    return known === undefined ? 0 : countDays(known.days, this.#before.mask);
  }

  /** From the organization down to the identity. */
  counts(code: string): readonly Count[] {
    const group = classOfCode(code, this.class);
    const { levels } = this.#before;
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

  /** Days with a code, how many targets more than one in all, and on one day at most. */
  targets(code: string): { readonly days: number; readonly more: number; readonly most: number } {
    const known = this.history?.codes.get(code);
    if (known === undefined) return { days: 0, more: 0, most: 0 };
    let more = 0;
    let most = 0;
    for (const [day, count] of known.more)
      if (day <= this.#before.until) {
        more += count;
        most = Math.max(most, count);
      }
    return { days: countDays(known.days, this.#before.mask), more, most };
  }

  /** Codes that came after the identity's first day. */
  get newCodes(): number {
    const { history } = this;
    if (history === undefined) return 0;
    return howMany(history.codes.values(), ({ first }) => first > history.first && first <= this.#before.until);
  }

  /** Over all codes, the days on which they were denied. */
  get deniedDays(): number {
    let days = 0;
    for (const [code, known] of this.history?.codes ?? [])
      if (code.includes('!denied')) days += countDays(known.days, this.#before.mask);
    return days;
  }

  knows(kind: string, value: string): boolean {
    const known = this.history?.values.get(kind)?.get(value);
    return known !== undefined && known.first <= this.#before.until;
  }

  /** Days that brought a new value, after the first. */
  newValues(kind: string): number {
    const { history } = this;
    if (history === undefined) return 0;
    const seen = history.values.get(kind)?.values() ?? [];
    return new Set(
      Array.from(seen, ({ first }) => first).filter((first) => first > history.first && first <= this.#before.until),
    ).size;
  }

  /** The share of identity-days of its class in the account that have a value, and that bring a new one. */
  amongClass(kind: string, value: string): { readonly share: number; readonly renewal: number } {
    const { levels } = this.#before;
    const days = levels?.days.get(this.class) ?? 0;
    const n = levels?.values.get(`${this.class} ${kind} ${value}`) ?? 0;
    const fresh = levels?.newValues.get(`${this.class} ${kind}`) ?? 0;
    return { share: days === 0 ? 0 : n / days, renewal: (fresh + 1) / (days + 1) };
  }
}

function howMany<Item>(items: Iterable<Item>, suits: (item: Item) => boolean): number {
  let n = 0;
  for (const item of items) if (suits(item)) n++;
  return n;
}
