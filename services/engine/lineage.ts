import type { Caller } from '#services/model/detector.ts';
import type { Resource } from '#services/model/subject.ts';
import { hours, windowStart } from '#services/model/time.ts';

/** Lineages are kept by this stretch of time. Windows that follow callers begin and end with one, and so share them. */
export const LINEAGE = hours(1);

/** Maximum of keys that are followed for each caller and hour. A caller with more hops loses only keys of their own. */
const KEYS_MAX = 50;
/** Maximum of callers per account and hour whose keys are followed. */
const CALLERS_MAX = 10_000;
/** Dropping keys costs more than keeping them, so it is done once per this many new keys. */
const SORTED_OUT_EVERY = 10_000;

/** A call that gave its caller another key. */
export interface Hop {
  readonly issuer: Caller;
  readonly issued: string;
}

/** Each key that issued keys, with its holder. */
export type StoredLineage = readonly (readonly [holder: Resource, key: string, issued: readonly string[]])[];

/**
 * Who issued which keys, in one account within one hour. Beyond the bounds, the smallest ids are kept: nobody can
 * choose their id, and the result is the same in every order of records.
 */
export class Lineage {
  #issuers = new Map<string, Caller>();
  /** Keys that are new since the lineage was last observed. */
  readonly #fresh = new Set<string>();
  #sortedOut = 0;
  /** What was encoded and what was absorbed last: all windows of the hour are stored with the same lineage. */
  #encoded: StoredLineage | undefined;
  #absorbed: StoredLineage | undefined;

  get size(): number {
    return this.#issuers.size;
  }

  get grown(): boolean {
    return this.#fresh.size > 0;
  }

  isFresh(issued: string): boolean {
    return this.#fresh.has(issued);
  }

  observed(): void {
    this.#fresh.clear();
  }

  add({ issuer, issued }: Hop): void {
    if (this.#take(issuer, issued)) this.#fresh.add(issued);
  }

  /** Merges the stored state of the same account and hour. */
  absorb(stored: StoredLineage): void {
    if (stored === this.#absorbed) return;
    for (const [resource, key, keys] of stored)
      for (const issued of keys) {
        this.#take({ resource, key }, issued);
        this.#fresh.delete(issued);
      }
    this.#absorbed = stored;
  }

  encode(): StoredLineage {
    return (this.#encoded ??= this.#inOrder());
  }

  #inOrder(): StoredLineage {
    const byIssuer = Map.groupBy(this.issuers(), ([, { resource, key }]) => `${resource.id} ${key}`);
    return [...byIssuer]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, keys]) => {
        const issuer = keys[0]?.[1];
        return issuer === undefined ? [] : [[issuer.resource, issuer.key, keys.map(([issued]) => issued).toSorted()]];
      });
  }

  /** By key: the caller who issued it, and with which key. */
  issuers(): ReadonlyMap<string, Caller> {
    this.#sortOut();
    return this.#issuers;
  }

  /** @returns whether the key or its issuer is new */
  #take(issuer: Caller, issued: string): boolean {
    const known = this.#issuers.get(issued);
    // Only forged logs have two issuers of one key: the issuer whose name sorts first is kept.
    if (known !== undefined && !isBefore(issuer, known)) return false;
    this.#issuers.set(issued, issuer);
    this.#encoded = undefined;
    if (this.#issuers.size >= this.#sortedOut + SORTED_OUT_EVERY) this.#sortOut();
    return true;
  }

  /** Drops what is beyond the bounds. Dropped keys that come again are dropped again. */
  #sortOut(): void {
    if (this.#issuers.size === this.#sortedOut) return;
    const byHolder = Map.groupBy(this.#issuers, ([, { resource }]) => resource.id);
    const kept = [...byHolder].toSorted(byName).slice(0, CALLERS_MAX);
    this.#issuers = new Map(
      kept.flatMap(([, keys]) => (keys.length > KEYS_MAX ? keys.toSorted(byName).slice(0, KEYS_MAX) : keys)),
    );
    this.#sortedOut = this.#issuers.size;
  }
}

function isBefore(a: Caller, b: Caller): boolean {
  return a.resource.id === b.resource.id ? a.key < b.key : a.resource.id < b.resource.id;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Lineages by the hour in which keys were issued, and by account. */
export class Lineages {
  readonly #hours = new Map<number, Map<string, Lineage>>();

  /** @param time ms since the epoch */
  at(time: number, accountId: string): Lineage {
    const start = windowStart(time, LINEAGE);
    const accounts = this.#hours.get(start) ?? new Map<string, Lineage>();
    this.#hours.set(start, accounts);
    const lineage = accounts.get(accountId) ?? new Lineage();
    accounts.set(accountId, lineage);
    return lineage;
  }

  /** Lineages of the hours from `from` up to, and without, `to`, in order. */
  *between(from: number, to: number): Generator<readonly [hour: number, accountId: string, lineage: Lineage]> {
    for (let hour = from; hour < to; hour += LINEAGE)
      for (const [accountId, lineage] of this.#hours.get(hour) ?? []) yield [hour, accountId, lineage];
  }

  /** Like `between`, for one account. */
  *of(accountId: string, from: number, to: number): Generator<Lineage> {
    for (let hour = from; hour < to; hour += LINEAGE) {
      const lineage = this.#hours.get(hour)?.get(accountId);
      if (lineage !== undefined) yield lineage;
    }
  }

  observed(): void {
    for (const accounts of this.#hours.values()) for (const lineage of accounts.values()) lineage.observed();
  }

  /** Drops the hours that are not kept. */
  keep(isKept: (hour: number) => boolean): void {
    for (const hour of this.#hours.keys()) if (!isKept(hour)) this.#hours.delete(hour);
  }
}
