import type { Detection } from '../../detection.ts';
import type { Thinkers } from './thinker.ts';

/** What a turn thinks with: a detection, and who think like it. */
export interface Mind {
  readonly detection: Detection;
  readonly thinkers: Thinkers;
}

/** Lends what turns think with. Who borrowed it keeps it to the end, also when another one took its place meanwhile. */
export class Minds implements AsyncDisposable {
  #current: { readonly mind: Mind; users: number };

  constructor(first: Mind) {
    this.#current = { mind: first, users: 0 };
  }

  /** What whoever begins now thinks with. */
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

  /** From now on others think with this one. The one before ends with its last user. */
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
