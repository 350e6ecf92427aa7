import { setTimeout as pause } from 'node:timers/promises';

/** So much of what a member's APIs take is ours: the rest is for its own people and automation. */
export const CALLS = { perSecond: 25, burst: 100 } as const;

/**
 * Calls that may be made of one account, whichever Regions and services: as many at once as have been saved up, then so
 * many a second. Who comes when there are none waits for theirs, in the order of coming.
 */
export class CallBudget {
  readonly #perMs: number;
  readonly #burst: number;
  /** When all that is saved up would be spent, by the steady clock in ms: in the past as far as calls are left. */
  #spentAt = -Infinity;

  constructor({ perSecond, burst }: { readonly perSecond: number; readonly burst: number } = CALLS) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
  }

  /** Takes one call, and waits until it may be made. */
  async take(): Promise<void> {
    const waitMs = this.reserve(performance.now());
    if (waitMs > 0) await pause(waitMs);
  }

  /** @returns ms to wait for the call that is taken, from `now` on */
  reserve(now: number): number {
    this.#spentAt = Math.max(this.#spentAt, now - this.#burst / this.#perMs) + 1 / this.#perMs;
    return Math.max(0, this.#spentAt - now);
  }
}
