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
 * Hands out work. A job only says that a key may have work to do; the tables say what that work is. So a job that is
 * sent twice, too early or not at all costs time, but never correctness.
 */
export interface Queue {
  /** Queues a job for each key when the transaction commits; a key that is already waiting is not queued again. */
  wake(db: Db, job: JobName, keys: readonly string[]): Promise<void>;
  /**
   * Runs jobs as they arrive, at most `atOnce` at a time, and never two jobs of one key at once, across all processes.
   */
  work(job: JobName, atOnce: number, run: (key: string) => Promise<void>): Promise<void>;
  /** Runs a job periodically, each time in only one of all processes. */
  every(minutes: 1 | 5 | 60, job: JobName): Promise<void>;
  /** Waits for running jobs to end, and takes no more. */
  stop(): Promise<void>;
}

/** How soon a job is taken over after its worker died. */
interface Patience {
  /** The interval between checks for abandoned jobs. */
  readonly lookMs: number;
  /** The time that a worker has between taking a job and claiming it. */
  readonly graceSeconds: number;
}

const PATIENCE: Patience = { lookMs: 2000, graceSeconds: 5 };

/** Opens the queue in the database, and begins to watch for jobs whose worker died. */
export async function openQueue(database: Database, log: Log, patience = PATIENCE): Promise<Queue> {
  const boss = createBoss(database);
  const onError = (error: unknown) => {
    // The code that waits for disk space logs that once. The queue gives a copy of the error, so `instanceof` would not
    // match.
    if (typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'disk-full') return;
    log.error('queue-error', { error: sentenceOf(error) });
  };
  boss.on('error', onError);
  await boss.start();
  for (const name of JOB_NAMES) await boss.createQueue(name, { policy: 'stately', notify: true, ...JOB_OPTIONS });
  const claims = openClaims(database, onError);
  const takeOver = async () => {
    for (const job of await claims.abandoned(patience.graceSeconds)) {
      log.info('job-taken-over', { job: job.name });
      await boss.fail(job.name, job, { message: 'The worker that had claimed it is dead.' });
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
            release();
          }
          // More jobs may be waiting: the queue sends no notification for a job that waited for this one's key.
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
  // A last resort for connections that hang: the claims detect a worker that died.
  heartbeatSeconds: 60,
  expireInSeconds: 3600,
  retryLimit: 5,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  // Finished jobs hold no information that is not in the tables.
  deleteAfterSeconds: 600,
};

/**
 * Polls every second (the queue allows half a second at the shortest), so a waiting key is taken up soon after the
 * running job of that key ends.
 */
const POLLING = { batchSize: 1, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 } as const;

const STOP_TIMEOUT_MS = 60_000;
