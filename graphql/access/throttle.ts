/** How often something may be done: so many times at once, and again as time goes by. */
export interface Pace {
  readonly atOnce: number;
  readonly perMinute: number;
}

/** Keys that are remembered; of more, those that were longest quiet are forgotten. */
const KEYS_MAX = 10_000;

/** Counts by key who did something how often, in bounded memory. */
export class Throttle {
  readonly #left = new Map<string, { readonly count: number; readonly at: number }>();
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** After how many seconds a key may do it again; 0 is now. */
  waitOf(key: string, nowMs: number): number {
    const missing = 1 - this.#leftOf(key, nowMs);
    return missing <= 0 ? 0 : Math.ceil((missing / this.#pace.perMinute) * 60);
  }

  /** Counts that it was done. @returns whether it is the first time for a while */
  count(key: string, nowMs: number): boolean {
    const left = this.#leftOf(key, nowMs);
    this.#left.delete(key);
    this.#left.set(key, { count: Math.max(0, left - 1), at: nowMs });
    forgetOldest(this.#left);
    return left >= this.#pace.atOnce;
  }

  #leftOf(key: string, nowMs: number): number {
    const { atOnce, perMinute } = this.#pace;
    const known = this.#left.get(key);
    // A clock that was set back locks nobody out until it is as late again.
    if (known === undefined || nowMs < known.at) return atOnce;
    return Math.min(atOnce, known.count + ((nowMs - known.at) / 60_000) * perMinute);
  }
}

/** Keys that were met lately, in bounded memory. */
export class Lately {
  readonly #keys = new Map<string, true>();

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.delete(key);
    this.#keys.set(key, true);
    forgetOldest(this.#keys);
  }
}

function forgetOldest(keys: Map<string, unknown>): void {
  if (keys.size > KEYS_MAX) keys.delete(keys.keys().next().value ?? '');
}
