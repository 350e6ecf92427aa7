import type { Detection } from '../../detection.ts';
import type { Thinkers } from './thinker.ts';

/** A detection, and the thinkers that work with it. */
export interface Mind {
  readonly detection: Detection;
  readonly thinkers: Thinkers;
}

/**
 * Lends the current mind to turns. A turn keeps the mind that it borrowed until it ends, even when another has replaced
 * it meanwhile.
 */
export class Minds implements AsyncDisposable {
  #current: { readonly mind: Mind; users: number };

  constructor(first: Mind) {
    this.#current = { mind: first, users: 0 };
  }

  /** The mind of turns that begin now. */
  get now(): Mind {
    return this.#current.mind;
  }

  async use<Result>(work: (mind: Mind) => Promise<Result>): Promise<Result> {
    const borrowed = this.#current;
    borrowed.users++;
    try {
      return await work(borrowed.mind);
    } finally {
      borrowed.users--;
      if (borrowed !== this.#current && borrowed.users === 0) await end(borrowed.mind);
    }
  }

  /** Turns that begin from now on use `next`. The previous mind ends with its last turn. */
  async replace(next: Mind): Promise<void> {
    const before = this.#current;
    this.#current = { mind: next, users: 0 };
    if (before.users === 0) await end(before.mind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.#current.mind);
  }
}

async function end({ thinkers }: Mind): Promise<void> {
  await thinkers[Symbol.asyncDispose]();
}
