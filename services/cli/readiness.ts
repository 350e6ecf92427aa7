import { setTimeout as pause } from 'node:timers/promises';
import { progress, type Progress } from '#db/queries/progress.ts';
import type { Readiness } from '#services/model/readiness.ts';
import { hours, seconds } from '#services/model/time.ts';
import { heldFor } from '../workers/kits/held-for.ts';
import type { World } from '../world.ts';

/** Passes are an hour apart: by then two were missed, or one has come to no end. */
const PASS_OVERDUE_MS = hours(3);

/** An answer that takes longer is none: whoever asks for readiness waits a few seconds at most. */
const ANSWER_MS = seconds(3);

/** Anybody may ask, as often as they like: the database is asked once for all who ask within this time. */
const HELD_MS = seconds(5);

/**
 * Tells whether a process is ready, until it drains. Work that does not go on is told, but makes no process unready: people
 * need the console most when AWS refuses everything.
 */
export class ReadinessProbe {
  readonly #world: Pick<World, 'now' | 'database' | 'aws'>;
  readonly #startedAt: number;
  readonly #progress: () => Promise<Progress | undefined>;
  #draining = false;

  constructor(world: Pick<World, 'now' | 'database' | 'aws'>) {
    this.#world = world;
    this.#startedAt = world.now().getTime();
    this.#progress = heldFor(HELD_MS, world, () => progressNow(world));
  }

  /** From now on the process is not ready any more. */
  drain(): void {
    this.#draining = true;
  }

  async read(): Promise<Readiness> {
    const now = this.#world.now().getTime();
    const made = await this.#progress();
    const why = [
      ...(this.#draining ? ['It was told to stop, and is ending its turns.'] : []),
      ...(made === undefined ? ['The database does not answer.'] : []),
    ];
    return {
      ready: why.length === 0,
      why,
      draining: this.#draining,
      databaseAnswers: made !== undefined,
      lagSeconds: made === undefined ? null : (now - (made.dueSince?.getTime() ?? now)) / 1000,
      passOverdue: made !== undefined && this.#isPassOverdue(made, now),
      lastPassEndedAt: made?.lastPassEnd?.toISOString() ?? null,
    };
  }

  /** A process that does not watch the organization has no part in its passes. */
  #isPassOverdue({ lastPassEnd }: Progress, now: number): boolean {
    const since = Math.max(lastPassEnd?.getTime() ?? 0, this.#startedAt);
    return this.#world.aws !== undefined && now - since > PASS_OVERDUE_MS;
  }
}

/** Undefined when the database does not answer. */
async function progressNow({ database, now }: Pick<World, 'database' | 'now'>): Promise<Progress | undefined> {
  const answered = new AbortController();
  const late = pause(ANSWER_MS, undefined, { signal: answered.signal }).catch(() => undefined);
  const read = progress(database.db, now()).catch(() => undefined);
  return Promise.race([read, late]).finally(() => answered.abort());
}
