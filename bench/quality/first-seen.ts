import { bitsOf, BIT } from '#services/behaviour/bits.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';

/** Days for which nothing is told of. */
const LEARNS_DAYS = 14;

/**
 * What is built where nothing better is: tells of what is worth telling of by shipped rates, and was not seen before at
 * the identity, or in the account.
 */
export class FirstSeen {
  readonly name: 'identity' | 'account';
  readonly #seen = new Map<string, { readonly codes: Set<string>; days: number; last: number }>();

  constructor(name: FirstSeen['name']) {
    this.name = name;
  }

  /** Tactics of what is new on a day. */
  tells(acts: ActsOfDay): ReadonlySet<string> {
    const known = this.#seen.get(this.#keyOf(acts));
    const tactics = new Set<string>();
    if (known === undefined || known.days < LEARNS_DAYS) return tactics;
    for (const code of acts.acts.keys()) {
      const { tactic, attacks, days } = acts.profile.judging.rates(code, acts.class);
      if (tactic !== undefined && bitsOf(attacks / days) >= BIT && !known.codes.has(code)) tactics.add(tactic);
    }
    return tactics;
  }

  learn(acts: ActsOfDay): void {
    const key = this.#keyOf(acts);
    const known = this.#seen.get(key) ?? { codes: new Set<string>(), days: 0, last: -1 };
    this.#seen.set(key, known);
    if (known.last !== acts.day) known.days++;
    known.last = acts.day;
    for (const code of acts.acts.keys()) known.codes.add(code);
  }

  #keyOf({ accountId, identity }: ActsOfDay): string {
    return this.name === 'account' ? accountId : `${accountId} ${identity}`;
  }
}
