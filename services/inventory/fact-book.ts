import { hash } from 'node:crypto';
import { factKey, isAddressAlias, type Fact, type FactKey } from '#services/model/inventory.ts';

/**
 * Facts, to be looked up. The same facts give the same book in any order: of two that tell of the same time, what AWS said when
 * it was asked counts more than a record, and the greater text otherwise.
 */
export class FactBook {
  /** By resource, in order of time. */
  readonly #facts = new Map<string, Fact[]>();
  readonly #resourcesMax: number;

  /** @param resourcesMax of more than these some are forgotten, whichever came first */
  constructor(facts: Iterable<Fact> = [], resourcesMax = Infinity) {
    this.#resourcesMax = resourcesMax;
    for (const fact of facts) this.add(fact);
  }

  add(fact: Fact): void {
    const key = factKey(fact);
    const known = this.#facts.get(key);
    if (known === undefined) {
      this.#facts.set(key, [fact]);
      if (this.#facts.size > 2 * this.#resourcesMax) this.#forget();
      return;
    }
    const at = known.findIndex(({ since }) => since >= fact.since);
    const same = known[at];
    if (same?.since !== fact.since) known.splice(at === -1 ? known.length : at, 0, fact);
    else if (outweighs(fact, same)) known[at] = fact;
    if (known.length > FACTS_OF_ONE_MAX) known.shift();
  }

  /**
   * What was known of a resource at a time: the newest fact that is not younger. Of what is known to be the same thing
   * all the time the oldest, where all are younger.
   *
   * @param time ms since the epoch
   */
  at(key: FactKey, time: number): Fact | undefined {
    const known = this.#facts.get(factKey(key)) ?? [];
    return known.findLast(({ since }) => since <= time) ?? (isAddressAlias(key.alias) ? undefined : known[0]);
  }

  *[Symbol.iterator](): Generator<Fact> {
    for (const facts of this.#facts.values()) yield* facts;
  }

  get size(): number {
    return this.#facts.size;
  }

  clear(): void {
    this.#facts.clear();
  }

  /** Those with the smallest hashes stay, as in samples: whoever came later would have displaced the others anyway. */
  #forget(): void {
    const ranked = [...this.#facts.keys()]
      .map((key) => ({ key, rank: hash('sha1', key) }))
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
    for (const { key } of ranked.slice(this.#resourcesMax)) this.#facts.delete(key);
  }
}

/** A resource that changes more often than this is described by its newest facts. */
const FACTS_OF_ONE_MAX = 64;

function outweighs(fact: Fact, other: Fact): boolean {
  if (fact.taughtBy !== other.taughtBy) return fact.taughtBy === 'call';
  return JSON.stringify(fact.details) > JSON.stringify(other.details);
}
