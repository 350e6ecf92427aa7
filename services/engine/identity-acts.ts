import type { Act, ActOfDay, ActsOfDay, AnyProfile, IdentityKind } from '#services/model/behaviour.ts';
import { Things, thingsWeight } from './things.ts';

/** Maximum of acts of one identity on one day. If there are more, those whose codes sort first are kept. */
const ACTS_MAX = 1000;
/** Maximum of values of one kind of circumstance. More would make no difference to any score. */
const VALUES_MAX = 64;

/** The acts of an identity on one day, as they are stored. */
export interface StoredActs extends IdentityKind {
  readonly accountId: string;
  readonly identity: string;
  /** Code, 1 when apart, hashes of the targets in order. */
  readonly acts: readonly (readonly [code: string, apart: 0 | 1, ...targets: number[]])[];
  /** Code and amount of acts that have an amount. */
  readonly amounts?: readonly (readonly [code: string, amount: number])[];
  readonly circumstances: readonly (readonly [kind: string, ...values: string[]])[];
}

class KnownAct implements ActOfDay {
  readonly targets = new Things();
  apart = false;
  amount = 0;

  get size(): number {
    return Math.max(this.amount, this.targets.size);
  }

  /** @returns by how much the amount grew. An amount never exceeds the largest exact integer */
  addAmount(more: number): number {
    const before = this.amount;
    this.amount = Math.min(before + more, Number.MAX_SAFE_INTEGER);
    return this.amount - before;
  }
}

/**
 * What an identity did on one day. It consists of sets, which neither repetition nor order changes, and of sums of
 * whole numbers, to which each object adds once.
 */
export class IdentityActs implements ActsOfDay {
  readonly profile: AnyProfile;
  readonly accountId: string;
  readonly identity: string;
  readonly day: number;
  readonly acts = new Map<string, KnownAct>();
  readonly circumstances = new Map<string, Values>();
  class: string;
  peers: string;
  weight = 0;
  /** Changed since it was last observed. */
  grown = false;
  /** The code that sorts last; undefined until the maximum of acts is reached. */
  #last: string | undefined;

  constructor(profile: AnyProfile, accountId: string, identity: string, day: number, kind: IdentityKind) {
    this.profile = profile;
    this.accountId = accountId;
    this.identity = identity;
    this.day = day;
    this.class = kind.class;
    this.peers = kind.peers;
  }

  /** @param apart whether no detector that needs one record alone makes a finding of the record */
  add({ code, target }: Act, apart: boolean): void {
    const act = this.#actOf(code);
    if (act === undefined) return;
    if (apart && !act.apart) {
      act.apart = true;
      this.#grow(1);
    }
    if (target !== undefined) this.#grow(act.targets.add(target));
  }

  /** Adds an amount to an act. @param amount a whole number from 0 */
  addAmount(code: string, amount: number, apart: boolean): void {
    const act = this.#actOf(code);
    if (act === undefined) return;
    if (apart && !act.apart) {
      act.apart = true;
      this.#grow(1);
    }
    this.#grow(act.addAmount(amount));
  }

  /** Adds a target of an act. */
  addTarget(code: string, target: string): void {
    const act = this.acts.get(code);
    if (act !== undefined) this.#grow(act.targets.add(target));
  }

  /** @param value '' stands for no value */
  addCircumstance(kind: string, value: string): void {
    if (value !== '') this.#grow(this.#valuesOf(kind).include(value));
  }

  /** Records may give one identity different classes or peers: the name that sorts first is kept. */
  addKind(kind: IdentityKind): void {
    if (kind.class < this.class) this.class = kind.class;
    if (kind.peers < this.peers) this.peers = kind.peers;
  }

  /** Merges the stored state of the same day. Everything in stored state was observed. */
  absorb(stored: StoredActs): void {
    const before = this.weight;
    this.addKind(stored);
    for (const [code, apart, ...targets] of stored.acts) {
      const act = this.#actOf(code);
      if (act === undefined) continue;
      if (apart === 1 && !act.apart) {
        act.apart = true;
        this.#grow(1);
      }
      for (const target of targets) this.#grow(act.targets.add(target));
    }
    for (const [code, amount] of stored.amounts ?? []) this.addAmount(code, amount, false);
    for (const [kind, ...values] of stored.circumstances)
      for (const value of values) this.#grow(this.#valuesOf(kind).include(value));
    // If stored state has everything that was met here, nothing is new.
    if (before === 0 || this.weight === weightOf(stored)) this.grown = false;
  }

  encode(): StoredActs {
    const amounts = sorted(this.acts).flatMap(([code, { amount }]) => (amount > 0 ? [[code, amount] as const] : []));
    return {
      accountId: this.accountId,
      identity: this.identity,
      class: this.class,
      peers: this.peers,
      acts: sorted(this.acts).map(([code, { apart, targets }]) => [code, apart ? 1 : 0, ...targets.hashes]),
      ...(amounts.length > 0 && { amounts }),
      circumstances: sorted(this.circumstances).map(([kind, values]) => [kind, ...[...values].toSorted()]),
    };
  }

  #grow(by: number): void {
    if (by === 0) return;
    this.weight += by;
    this.grown = true;
  }

  #actOf(code: string): KnownAct | undefined {
    const known = this.acts.get(code);
    if (known !== undefined) return known;
    if (this.#last !== undefined) {
      if (code > this.#last) return undefined;
      this.acts.delete(this.#last);
    } else this.#grow(1);
    const act = new KnownAct();
    this.acts.set(code, act);
    if (this.acts.size === ACTS_MAX) this.#last = lastOf(this.acts.keys());
    return act;
  }

  #valuesOf(kind: string): Values {
    let values = this.circumstances.get(kind);
    if (values === undefined) this.circumstances.set(kind, (values = new Values()));
    return values;
  }
}

/**
 * A set that keeps those values that sort first when there are too many. It remembers the last of these, because most
 * further values sort after it.
 */
class Values extends Set<string> {
  #last: string | undefined;

  /** @returns by how many the set grew */
  include(value: string): number {
    if ((this.#last !== undefined && value > this.#last) || this.has(value)) return 0;
    const grew = this.#last === undefined || !this.delete(this.#last) ? 1 : 0;
    this.add(value);
    if (this.size === VALUES_MAX) this.#last = lastOf(this);
    return grew;
  }
}

function lastOf(texts: Iterable<string>): string {
  return [...texts].reduce((a, b) => (a > b ? a : b));
}

function weightOf({ acts, amounts = [], circumstances }: StoredActs): number {
  const ofActs = acts.reduce((sum, [, apart, ...targets]) => sum + 1 + apart + thingsWeight(targets), 0);
  const withAmounts = amounts.reduce((sum, [, amount]) => sum + amount, ofActs);
  return circumstances.reduce((sum, [, ...values]) => sum + values.length, withAmounts);
}

function sorted<Value>(entries: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
