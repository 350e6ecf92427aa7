import { hash } from 'node:crypto';
import { factKey, isAddressAlias, type Fact, type FactKey } from '#services/model/inventory.ts';
import { jsonbText } from './jsonb-text.ts';

/** How much a book holds. Without bounds it holds all it is given, and it does not matter in how many books it is gathered. */
export interface FactBounds {
  /** Of more than these, resources are forgotten: which ones is the same in any order. */
  readonly factsMax: number;
  /** A resource that changes more often than this is described by its newest facts. */
  readonly ofOneMax: number;
}

const UNBOUNDED: FactBounds = { factsMax: Infinity, ofOneMax: Infinity };

/** Facts of one resource: of the first so many no two are of one time, and they are in order of it. */
interface Known {
  facts: Fact[];
  settled: number;
}

/**
 * Facts, to be looked up. The same facts give the same book in any order: of two that tell of the same time, what AWS said when
 * it was asked counts more than a record, and the greater text otherwise.
 */
export class FactBook {
  readonly #resources = new Map<string, Known>();
  readonly #bounds: FactBounds;
  /** Some may be counted twice until they are settled. */
  #held = 0;

  constructor(facts: Iterable<Fact> = [], bounds: FactBounds = UNBOUNDED) {
    this.#bounds = bounds;
    for (const fact of facts) this.add(fact);
  }

  /** Takes logarithmic time, in whatever order facts come. */
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
   * What was known of a resource at a time: the newest fact that is not younger. Of what is known to be the same thing
   * all the time the oldest, where all are younger.
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
   * Resources with the smallest hashes stay, as in samples, for as long as there is room. Whoever comes later takes room
   * only from those with greater hashes, so one that was forgotten would not have stayed whenever it had come.
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

/** Facts of one resource that wait to be put in order, at least. */
const FEW = 8;

function outweighs(fact: Fact, other: Fact): boolean {
  if (fact.taughtBy !== other.taughtBy) return fact.taughtBy === 'call';
  return Buffer.compare(jsonbText(fact.details), jsonbText(other.details)) > 0;
}
