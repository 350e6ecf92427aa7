import { Worker } from 'node:worker_threads';
import type { Fate, Mutant } from '../planter.ts';
import type { MutatedFile } from './mutants.ts';
import type { Outcome, Word, Work } from './trial-thread.ts';

/** A thread that is silent for so long counts as hung. */
const SILENCE_MS_MAX = 5000;
/** A thread never unloads a module: it is replaced after loading so many. */
const MODULES_MAX = 20_000;

/** Tries mutants with the examples of detectors, in a thread that is replaced when it does not end. */
export class Measure {
  #thread: Worker | undefined;
  #modules = 0;

  /** @returns the fates of all mutants that are not bugs of the examples themselves */
  async measure({ file, code, users }: MutatedFile, mutants: readonly Mutant[]): Promise<readonly Fate[]> {
    const fates = new Map<string, Outcome>();
    while (fates.size < mutants.length) {
      const left = mutants.filter(({ id }) => !fates.has(id)).map(({ id }) => id);
      const batch = left.slice(0, Math.max(1, Math.floor(MODULES_MAX / users.length)));
      this.#modules += batch.length * users.length;
      if (this.#modules > MODULES_MAX) await this.end();
      this.#modules ||= batch.length * users.length;
      await this.#try({ file, code, users, mutants: batch }, (mutant, fate) => fates.set(mutant, fate));
    }
    return mutants.flatMap((mutant) => {
      const fate = fates.get(mutant.id);
      return fate === undefined || fate === 'bug of a test' ? [] : [{ mutant, ...fate }];
    });
  }

  async end(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
    this.#modules = 0;
  }

  /** @throws when the unmutated file cannot be tried */
  async #try(work: Work, take: (mutant: string, fate: Outcome) => void): Promise<void> {
    const thread = (this.#thread ??= new Worker(new URL('trial-thread.ts', import.meta.url)));
    let next = 0;
    const ended = await new Promise<'done' | 'silent'>((resolve, reject) => {
      const fail = (error: unknown) => reject(new Error(`${work.file} cannot be tried`, { cause: error }));
      const timer = setTimeout(() => resolve('silent'), SILENCE_MS_MAX);
      thread.removeAllListeners();
      thread.once('error', fail);
      thread.on('message', (word: Word) => {
        timer.refresh();
        if (word === 'done') {
          clearTimeout(timer);
          resolve('done');
        } else if (word !== 'alive') {
          next++;
          take(word.mutant, word.fate);
        }
      });
      thread.postMessage(work, []);
    });
    if (ended === 'done') return;
    const endless = work.mutants[next];
    if (endless !== undefined) take(endless, { seenBy: 'no end' });
    await this.end();
  }
}
