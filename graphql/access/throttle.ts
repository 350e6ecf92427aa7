/** A rate limit: so many at once, then so many per minute. */
export interface Pace {
  readonly atOnce: number;
  readonly perMinute: number;
}

/** Maximum of remembered keys; beyond it, the keys that were quiet the longest are forgotten. */
const KEYS_MAX = 10_000;

/** Limits how often each key may do something, in bounded memory. */
export class Throttle {
  readonly #left = new Map<string, { readonly count: number; readonly at: number }>();
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Seconds until a key may do it again; 0 means now. */
  waitOf(key: string, nowMs: number): number {
    const missing = 1 - this.#leftOf(key, nowMs);
    return missing <= 0 ? 0 : Math.ceil((missing / this.#pace.perMinute) * 60);
  }

  /** Counts one use by a key. @returns whether it is the key's first use for a while */
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
    // When the clock was set back, nobody stays locked out until it has caught up.
    if (known === undefined || nowMs < known.at) return atOnce;
    return Math.min(atOnce, known.count + ((nowMs - known.at) / 60_000) * perMinute);
  }
}

/** Remembers keys that were seen lately, in bounded memory. */
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
