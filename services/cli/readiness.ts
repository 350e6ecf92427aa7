import { setTimeout as pause } from 'node:timers/promises';
import { progress, type Progress } from '#db/queries/progress.ts';
import type { Readiness } from '#services/model/readiness.ts';
import { hours, seconds } from '#services/model/time.ts';
import { heldFor } from '../workers/kits/held-for.ts';
import type { World } from '../world.ts';

/** Passes are an hour apart, so after this time two were missed, or one does not end. */
const PASS_OVERDUE_MS = hours(3);

/** A later answer of the database counts as none: load balancers wait a few seconds at most. */
const ANSWER_MS = seconds(3);

/** Anybody may ask for readiness, as often as they like. All who ask within this time get the same answer. */
const HELD_MS = seconds(5);

/**
 * Tells whether a process can answer requests: its database answers, and it does not drain. An overdue pass or a lag is
 * reported but does not make the process unready, because people need the console most when AWS refuses everything.
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

  /** Makes the process unready for good. */
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

  /** Never true for a process that does not watch the organization, because it makes no passes. */
  #isPassOverdue({ lastPassEnd }: Progress, now: number): boolean {
    const since = Math.max(lastPassEnd?.getTime() ?? 0, this.#startedAt);
    return this.#world.aws !== undefined && now - since > PASS_OVERDUE_MS;
  }
}

/** Undefined when the database does not answer in time. */
async function progressNow({ database, now }: Pick<World, 'database' | 'now'>): Promise<Progress | undefined> {
  const answered = new AbortController();
  const late = pause(ANSWER_MS, undefined, { signal: answered.signal }).catch(() => undefined);
  const read = progress(database.db, now()).catch(() => undefined);
  return Promise.race([read, late]).finally(() => answered.abort());
}
