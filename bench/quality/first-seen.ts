import { bitsOf, BIT } from '#services/behaviour/bits.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';

/** Learning period in days, without alerts. */
const LEARNS_DAYS = 14;

/**
 * A simple baseline: alerts on acts that are suspicious by the shipped rates and that are new for the identity, or for
 * the account.
 */
export class FirstSeen {
  readonly name: 'identity' | 'account';
  readonly #seen = new Map<string, { readonly codes: Set<string>; days: number; last: number }>();

  constructor(name: FirstSeen['name']) {
    this.name = name;
  }

  /** The tactics of new acts on a day. */
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
