import type { QueueOptions } from 'pg-boss';
import { openClaims } from '#db/claims.ts';
import type { Database, Db } from '#db/client.ts';
import { createBoss, within } from '#db/queue.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { Log } from '../../log.ts';

const JOB_NAMES = [
  'collect',
  'deliver',
  'sweep',
  'reconcile',
  'list',
  'inventory',
  'seal',
  'enrol',
  'enrol-asked',
  'verify',
] as const;
type JobName = (typeof JOB_NAMES)[number];

/**
 * Hands out work. A job is no more than a word that a key has something to do; what there is to do stands in the
 * tables. So a job that comes too often, too early or never costs time, not truth.
 */
export interface Queue {
  /** Has a job run for each key once the transaction is committed; a key that already waits is not queued again. */
  wake(db: Db, job: JobName, keys: readonly string[]): Promise<void>;
  /** Runs jobs as they come, `atOnce` at a time; of one key never two at once, in whatever process. */
  work(job: JobName, atOnce: number, run: (key: string) => Promise<void>): Promise<void>;
  /** Runs a job every so many minutes, in one process of all. */
  every(minutes: 1 | 5 | 60, job: JobName): Promise<void>;
  /** Lets running jobs end. */
  stop(): Promise<void>;
}

/** How soon a job whose taker died is given to another. */
interface Patience {
  /** From one look for the dead to the next. */
  readonly lookMs: number;
  /** From taking a job to being known to be at it. */
  readonly graceSeconds: number;
}

const PATIENCE: Patience = { lookMs: 2000, graceSeconds: 5 };

export async function openQueue(database: Database, log: Log, patience = PATIENCE): Promise<Queue> {
  const boss = createBoss(database);
  const onError = (error: unknown) => log.error('queue-error', { error: sentenceOf(error) });
  boss.on('error', (error) => {
    // Whoever waits for room says so, once. The queue gives a copy of what it met, no instance.
    if (!('kind' in error && error.kind === 'disk-full')) onError(error);
  });
  await boss.start();
  for (const name of JOB_NAMES) await boss.createQueue(name, { policy: 'stately', notify: true, ...JOB_OPTIONS });
  const claims = openClaims(database, onError);
  const takeOver = async () => {
    for (const job of await claims.abandoned(patience.graceSeconds)) {
      log.info('job-taken-over', { job: job.name });
      await boss.fail(job.name, job, { message: 'Who had taken it is dead.' });
    }
  };
  await takeOver();
  const watch = setInterval(() => void takeOver().catch(onError), patience.lookMs);
  watch.unref();
  return {
    async wake(db, job, keys) {
      if (keys.length === 0) return;
      const jobs = keys.map((key) => ({ data: { key }, singletonKey: key }));
      await boss.insert(job, jobs, within(db));
    },
    async work(job, atOnce, run) {
      for (let n = 0; n < atOnce; n++) {
        const worker = await boss.work<{ key?: string } | null>(job, POLLING, async ([taken]) => {
          if (taken === undefined) return;
          const release = await claims.hold(taken.id);
          try {
            await run(taken.data?.key ?? '');
          } finally {
            await release();
          }
          // There may be more, and nobody is told of a job that waited for this one's key.
          boss.notifyWorker(worker);
        });
      }
    },
    every: (minutes, job) => boss.schedule(job, minutes === 60 ? '0 * * * *' : `*/${minutes} * * * *`),
    async stop() {
      clearInterval(watch);
      await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS });
      await claims.close();
    },
  };
}

const JOB_OPTIONS: QueueOptions = {
  // The last resort, for a connection that hangs: who dies is noticed by the claims.
  heartbeatSeconds: 60,
  expireInSeconds: 3600,
  retryLimit: 5,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  // Finished jobs tell nothing that the tables do not.
  deleteAfterSeconds: 600,
};

/** The shortest that the queue allows is half a second; a waiting key is then taken up about as soon as its turn ends. */
const POLLING = { batchSize: 1, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 } as const;

const STOP_TIMEOUT_MS = 60_000;
