import { hash } from 'node:crypto';
import { factKey, isAddressAlias, type Fact, type FactKey } from '#services/model/inventory.ts';
import { jsonbText } from './jsonb-text.ts';

/**
 * Bounds on a book's size. Without bounds it keeps all facts, and splitting them over several books makes no
 * difference.
 */
export interface FactBounds {
  /** Beyond this number of facts, resources are forgotten: the same ones in any order. */
  readonly factsMax: number;
  /** Beyond this number of facts about one resource, only its newest ones are kept. */
  readonly ofOneMax: number;
}

const UNBOUNDED: FactBounds = { factsMax: Infinity, ofOneMax: Infinity };

/** Facts of one resource: the first `settled` ones have distinct times and are in order of time. */
interface Known {
  facts: Fact[];
  settled: number;
}

/**
 * Facts, by resource and time. The same facts give the same book in any order: of two for the same time, an answer of
 * AWS takes precedence over a record, and otherwise the greater text.
 */
export class FactBook {
  readonly #resources = new Map<string, Known>();
  readonly #bounds: FactBounds;
  /** The number of facts; some count twice until they are settled. */
  #held = 0;

  constructor(facts: Iterable<Fact> = [], bounds: FactBounds = UNBOUNDED) {
    this.#bounds = bounds;
    for (const fact of facts) this.add(fact);
  }

  /** Takes logarithmic time, whatever the order of facts. */
  add(fact: Fact): void {
    const key = factKey(fact);
    const known = this.#resources.get(key);
    if (known === undefined) this.#resources.set(key, { facts: [fact], settled: 1 });
    else {
      known.facts.push(fact);
      if (known.facts.length > 2 * known.settled + FEW) this.#settle(known);
    }
    if (++this.#held > 2 * this.#bounds.factsMax) this.#forget();
  }

  /**
   * The fact about a resource at a time: the newest one that began by then. When all facts are later, the oldest one,
   * but only for aliases that always mean the same resource.
   *
   * @param time ms since the epoch
   */
  at(key: FactKey, time: number): Fact | undefined {
    this.#forget();
    const known = this.#resources.get(factKey(key));
    if (known === undefined) return undefined;
    const facts = this.#settle(known);
    return facts.findLast(({ since }) => since <= time) ?? (isAddressAlias(key.alias) ? undefined : facts[0]);
  }

  *[Symbol.iterator](): Generator<Fact> {
    this.#forget();
    for (const known of this.#resources.values()) yield* this.#settle(known);
  }

  clear(): void {
    this.#resources.clear();
    this.#held = 0;
  }

  #settle(known: Known): readonly Fact[] {
    const { facts, settled } = known;
    if (facts.length === settled) return facts;
    const byTime = new Map<number, Fact>();
    for (const fact of facts) {
      const same = byTime.get(fact.since);
      if (same === undefined || outweighs(fact, same)) byTime.set(fact.since, fact);
    }
    const { ofOneMax } = this.#bounds;
    known.facts = [...byTime.values()].toSorted((a, b) => a.since - b.since).slice(-ofOneMax);
    known.settled = known.facts.length;
    this.#held -= facts.length - known.settled;
    return known.facts;
  }

  /**
   * Keeps the resources with the smallest hashes, as in samples, while there is room. A later resource takes room only
   * from those with greater hashes, so a forgotten one would be forgotten in any order.
   */
  #forget(): void {
    const { factsMax } = this.#bounds;
    if (this.#held <= factsMax) return;
    for (const known of this.#resources.values()) this.#settle(known);
    if (this.#held <= factsMax) return;
    const ranked = [...this.#resources]
      .map(([key, known]) => ({ key, known, rank: hash('sha1', key) }))
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
    let room = factsMax;
    for (const { key, known } of ranked) {
      room -= known.settled;
      if (room >= 0) continue;
      this.#resources.delete(key);
      this.#held -= known.settled;
    }
  }
}

/** The least number of unsettled facts of one resource before they are sorted. */
const FEW = 8;

function outweighs(fact: Fact, other: Fact): boolean {
  if (fact.taughtBy !== other.taughtBy) return fact.taughtBy === 'call';
  return Buffer.compare(jsonbText(fact.details), jsonbText(other.details)) > 0;
}
