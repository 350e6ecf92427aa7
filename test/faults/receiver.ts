import type { Document, Receipt, Sink } from '#services/model/delivery.ts';
import type { Doors } from './doors.ts';
import type { Mood } from './step.ts';

/** The receiver of findings. */
export class Receiver {
  mood: Mood = 'well';
  /** The newest version of each finding that it received, whether or not it acknowledged it. */
  readonly taken = new Map<string, string>();
  #asked = 0;

  /** The receiver, as one process reaches it. */
  sink(doors: Doors): Sink {
    return {
      name: 'receiver',
      terms: { updateEveryMs: 0 },
      batchMax: 3,
      // Nothing must wait by the real clock.
      ratePerSecond: 1e6,
      partition: ({ accountId, region }) => `${accountId}/${region}`,
      render: (finding) => finding,
      deliver: (documents) => doors.pass(async () => this.#take(documents), { name: 'delivery', refusal: away }),
    };
  }

  #take(documents: readonly Document[]): readonly Receipt[] {
    if (this.mood === 'away') throw away();
    const receipts = documents.map(({ findingId, version }): Receipt => {
      if (isRefused(findingId)) return { findingId, outcome: 'failed', error: 'It is never taken.' };
      if (this.mood === 'choosy' && this.#asked++ % 2 === 0)
        return { findingId, outcome: 'retry', error: 'Not this time.' };
      const before = this.taken.get(findingId);
      if (before === undefined || before < version) this.taken.set(findingId, version);
      return { findingId, outcome: 'delivered', error: undefined };
    });
    if (this.mood === 'forgetful') throw away();
    return receipts;
  }
}

/** Some findings are never accepted, in any mood. */
export function isRefused(findingId: string): boolean {
  return findingId.startsWith('7');
}

function away(): Error {
  return new Error('The receiver does not answer.');
}
