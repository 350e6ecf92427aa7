import { setTimeout as pause } from 'node:timers/promises';

/** Our part of a member account's request quotas. The rest is for the account's own people and automation. */
export const CALLS = { perSecond: 25, burst: 100 } as const;

/**
 * Limits the calls to one account, over all Regions and services: a burst up to `burst` calls, then `perSecond`.
 * Callers wait in order of arrival when no call is left.
 */
export class CallBudget {
  readonly #perMs: number;
  readonly #burst: number;
  /**
   * The time at which the steady rate covers all reserved calls, in ms of the steady clock: in the past while calls are
   * left.
   */
  #spentAt = -Infinity;

  constructor({ perSecond, burst }: { readonly perSecond: number; readonly burst: number } = CALLS) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
  }

  /** Reserves one call, and waits until it may be made. */
  async take(): Promise<void> {
    const waitMs = this.reserve(performance.now());
    if (waitMs > 0) await pause(waitMs);
  }

  /** @returns ms to wait for the reserved call, from `now` on */
  reserve(now: number): number {
    this.#spentAt = Math.max(this.#spentAt, now - this.#burst / this.#perMs) + 1 / this.#perMs;
    return Math.max(0, this.#spentAt - now);
  }
}
