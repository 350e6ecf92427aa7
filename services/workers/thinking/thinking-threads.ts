import { sentenceOf } from '#services/model/sentence.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { OverBudget, ThinkerDied, type Thinker, type Thinkers } from './thinker.ts';
import type { ThreadReply, Opening, ThreadRequest } from './thinking-thread.ts';

/** The setting that bounds the processor time of one object. Messages name it. */
export const BUDGET_SETTING = 'VEDETTE_OBJECT_SECONDS';

/**
 * Thinks in threads, so that the API and the other partitions are served meanwhile. A thread is made when one is wanted
 * and none is free, and it is reused as long as nothing broke in it.
 *
 * @param budgetSeconds processor time for one object, or for the conclusion of a turn
 */
export function openThreads(opening: Opening, budgetSeconds: number): Thinkers {
  const free: Thread[] = [];
  const all = new Set<Thread>();
  return {
    async lend(use) {
      const thread = free.pop() ?? new Thread(opening, budgetSeconds);
      all.add(thread);
      try {
        return await use(thread);
      } finally {
        if (thread.isSound) free.push(thread);
        else {
          all.delete(thread);
          await thread.end();
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(Array.from(all, (thread) => thread.end()));
    },
  };
}

class Thread implements Thinker {
  /** False once anything broke in the thread: it is not used again. */
  isSound = true;
  readonly #worker: Worker;
  readonly #budgetSeconds: number;
  /** Processor time up to its last answer, in microseconds. */
  #spent = 0;
  #waiting: PromiseWithResolvers<ThreadReply> | undefined;
  #death: Error | undefined;

  constructor(opening: Opening, budgetSeconds: number) {
    this.#budgetSeconds = budgetSeconds;
    this.#worker = new Worker(new URL('./thinking-thread.ts', import.meta.url), { workerData: opening });
    this.#worker.on('message', (answer: ThreadReply) => this.#waiting?.resolve(answer));
    this.#worker.on('error', (error) => this.#fail(died(sentenceOf(error))));
    this.#worker.on('exit', (code) => this.#fail(died(`it ended with ${code}`)));
  }

  begin(...given: Parameters<Thinker['begin']>) {
    return this.#ask<Thinker['begin']>(['begin', ...given]);
  }

  read(...given: Parameters<Thinker['read']>) {
    return this.#ask<Thinker['read']>(['read', ...given]);
  }

  touched() {
    return this.#ask<Thinker['touched']>(['touched']);
  }

  conclude(...given: Parameters<Thinker['conclude']>) {
    return this.#ask<Thinker['conclude']>(['conclude', ...given]);
  }

  async quote(...given: Parameters<Thinker['quote']>) {
    // No turn began here, so the thread may still be opening: that time must not count for the object.
    await this.touched();
    return this.#ask<Thinker['quote']>(['quote', ...given]);
  }

  async end(): Promise<void> {
    this.#death ??= new ThinkerDied('It was ended.');
    await this.#worker.terminate();
  }

  async #ask<Method extends (...given: never[]) => Promise<unknown>>(
    question: ThreadRequest,
  ): Promise<Awaited<ReturnType<Method>>> {
    if (this.#death !== undefined) throw this.#death;
    const waiting = Promise.withResolvers<ThreadReply>();
    const answered = new AbortController();
    this.#waiting = waiting;
    this.#worker.postMessage(question, []);
    // Other requests may include opening the detection, which is not the object's time.
    if (WATCHED.has(question[0])) void this.#watch(answered.signal);
    try {
      const answer = await waiting.promise;
      this.#spent = answer.spent;
      if ('error' in answer) throw answer.error;
      return answer.value as Awaited<ReturnType<Method>>;
    } catch (error) {
      this.isSound = false;
      throw error;
    } finally {
      answered.abort();
      this.#waiting = undefined;
    }
  }

  /** Ends the thread when it has used more than its budget since its last answer. */
  async #watch(answered: AbortSignal): Promise<void> {
    const budgetMs = this.#budgetSeconds * 1000;
    for (let left = budgetMs; left > 0;) {
      await pause(Math.max(left, SHORTEST_MS), undefined, { signal: answered }).catch(() => undefined);
      if (answered.aborted) return;
      // A thread that does not even report its usage within another budget is stuck where it cannot be interrupted.
      const usage = await Promise.race([
        this.#worker.cpuUsage().catch(() => undefined),
        pause(budgetMs, undefined, { signal: answered }).catch(() => undefined),
      ]);
      if (answered.aborted) return;
      left = usage === undefined ? 0 : budgetMs - (usage.user + usage.system - this.#spent) / 1000;
    }
    this.#fail(
      new OverBudget(
        `Reading it takes more than the ${this.#budgetSeconds} s of processor time that ${BUDGET_SETTING} allows: check what wrote it, or raise the setting.`,
      ),
    );
  }

  /** Rejects the current request and all later ones. The thread itself may stay busy for ever. */
  #fail(why: Error): void {
    this.isSound = false;
    this.#death ??= why;
    this.#waiting?.reject(this.#death);
  }
}

function died(why: string): ThinkerDied {
  return new ThinkerDied(`The thread that read it died: ${why}.`);
}

const SHORTEST_MS = 50;

/** Requests whose time depends on the contents of logs, which others write. */
const WATCHED: ReadonlySet<ThreadRequest[0]> = new Set(['read', 'conclude', 'quote']);
