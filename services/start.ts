import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isFailure } from '#services/model/failure.ts';
import { unitsOfGroups } from '#services/model/login.ts';
import { KEPT_RECORDS, type ReadRecords } from '#services/model/evidence.ts';
import { unitsOfEnrolment } from '#services/organization/enrolment/wanted.ts';
import type { Config } from './config.ts';
import type { Detection } from './detection.ts';
import { collect } from './workers/collect.ts';
import { deliver, tellOfSinks } from './workers/deliver.ts';
import { createHeldTallies } from './workers/turn/held-tallies.ts';
import { memoryOf } from './workers/kits/memory.ts';
import { followEvents, type ReceiveBatches } from './workers/follow-events.ts';
import { followNotifications } from './workers/follow-notifications.ts';
import { parseLane } from './workers/kits/lane.ts';
import { secondsSince } from './workers/kits/seconds-since.ts';
import { unitsOfLists } from './workers/adapters/pinned-intel.ts';
import { withEventBatches } from './workers/adapters/event-batch-objects.ts';
import { openQueue, type Queue } from './workers/adapters/queue.ts';
import { readRecords } from './workers/evidence/read-records.ts';
import { receive, type Received } from './workers/receive.ts';
import { seal } from './workers/seal.ts';
import { sweep, wakeDue } from './workers/sweep.ts';
import { Minds, type Mind } from './workers/thinking/minds.ts';
import { thinkHere, type Thinkers } from './workers/thinking/thinker.ts';
import { watchOrganization } from './workers/watch-organization.ts';
import type { World } from './world.ts';

/** The running workers of one process. */
export interface Service extends AsyncDisposable {
  /** Enters objects into the ledger, for any free process to read. */
  receive(objects: readonly Received[]): Promise<void>;
  /**
   * Waits until no work is due: received objects are read, by whichever process, and findings are sent. It does not
   * wait for postponed work.
   *
   * @throws the first failure of a job of this process meanwhile
   */
  settle(): Promise<void>;
  /** Reads the records that led to a finding, from their objects. */
  readonly records: ReadRecords;
  /** Turns that begin from now on use this mind; running turns keep the one they began with. */
  think(mind: Mind): Promise<void>;
}

/**
 * Starts the workers, the same way in production, in the demo and in tests. Ends their turns when disposed of.
 *
 * @param thinkers equivalents of `detection` that think for turns; by default turns think in this thread. They end with
 *   the service
 * @param openJobs opens the queue of jobs; by default that of the database
 */
export async function start(
  world: World,
  config: Pick<Config, 'turnsAtOnce' | 'objectsPerTurn' | 'retentionDays'> &
    Partial<
      Pick<
        Config,
        | 'regions'
        | 'lateDays'
        | 'keptRecords'
        | 'inventoryHours'
        | 'alertsPerAccountWeek'
        | 'lists'
        | 'dataDir'
        | 'retentionBySeverity'
        | 'notificationQueues'
        | 'eventQueues'
        | 'oidc'
        | 'enrolment'
      >
    >,
  detection: Detection,
  thinkers: Thinkers = thinkHere(detection),
  openJobs: (database: World['database'], log: World['log']) => Promise<Queue> = openQueue,
): Promise<Service> {
  const { log } = world;
  const memory = memoryOf(config);
  const jobs = new Jobs();
  const queue = watched(await openJobs(world.database, log), jobs, world);
  const { objectsPerTurn, keptRecords = KEPT_RECORDS, lists = [], dataDir } = config;
  const minds = new Minds({ detection, thinkers });
  const parts = {
    world: { ...world, objects: withEventBatches(world) },
    queue,
    held: createHeldTallies(),
    objectsPerTurn,
    keptRecords,
  };
  const enter: ReceiveBatches = (objects, alongside) => receive(world, queue, detection.sources, objects, alongside);

  await queue.work('collect', config.turnsAtOnce, (partition) =>
    minds.use((mind) => collect({ ...parts, ...mind }, partition)),
  );
  tellOfSinks(world);
  await queue.work('deliver', world.sinks.length === 0 ? 0 : LANES_AT_ONCE, async (key) => {
    const lane = parseLane(key);
    const sink = world.sinks.find(({ name }) => name === lane.sink);
    if (sink === undefined) return;
    // A lane that yields goes to the end of the queue.
    if (await deliver(world, sink, lane.partition)) await queue.wake(world.database.db, 'deliver', [key]);
  });
  await queue.work('sweep', 1, async () => {
    await wakeDue(world, queue);
    await sweep(world, memory);
  });
  await queue.every(1, 'sweep');
  await queue.work('seal', 1, () =>
    minds.use(({ detection: { detectors } }) => seal(world, detectors, config.alertsPerAccountWeek ?? 1)),
  );
  await queue.every(60, 'seal');
  if (world.aws !== undefined)
    await watchOrganization(world, world.aws, queue, enter, {
      regions: config.regions,
      memory,
      inventoryHours: config.inventoryHours ?? 0,
      enrolment: config.enrolment,
      unitsNamed: () => [
        ...Object.keys(minds.now.detection.settings.organizationalUnits),
        ...unitsOfGroups(config.oidc),
        ...unitsOfEnrolment(config.enrolment ?? {}),
        ...(dataDir === undefined ? [] : unitsOfLists({ lists, dataDir })),
      ],
    });
  const { notificationQueues = [], eventQueues = [] } = config;
  await using following = new AsyncDisposableStack();
  if (world.aws !== undefined) {
    following.use(followNotifications(world, world.aws, enter, notificationQueues));
    following.use(followEvents(world, world.aws, enter, eventQueues));
  }
  const followed = following.move();
  log.info('service-started', { detectors: detection.detectors.length, sinks: world.sinks.map(({ name }) => name) });

  return {
    receive: enter,
    records: (origins, kept) =>
      minds.use(({ thinkers: readers }) =>
        readRecords(parts.world, (...asked) => readers.lend((thinker) => thinker.quote(...asked)), origins, kept),
      ),
    think: (mind) => minds.replace(mind),
    async settle() {
      jobs.failure = undefined;
      // A running job queues the work that follows from it. So work without a job can be due only when no job runs.
      while (jobs.running > 0 || (await wakeDue(world, queue)) > 0) {
        await jobs.changed(SETTLE_MS);
        if (jobs.failure !== undefined) throw jobs.failure;
      }
    },
    async [Symbol.asyncDispose]() {
      await followed.disposeAsync();
      await queue.stop();
      await minds[Symbol.asyncDispose]();
      log.info('service-stopped');
    },
  };
}

/**
 * The number of lanes to work on at once. Account and Region of one sink are a lane; each sends at its own rate and
 * mostly waits.
 */
const LANES_AT_ONCE = 8;

/** How long to wait for a queued job to begin: another process may take it. */
const SETTLE_MS = 100;

/** The jobs of a process. */
class Jobs {
  running = 0;
  /** The first failure since somebody last waited for the end of all jobs. */
  failure: unknown;
  readonly #changes = new EventEmitter();

  change(by: 1 | -1): void {
    this.running += by;
    this.#changes.emit('change');
  }

  /** Waits until a job begins or ends, at most so long. */
  async changed(atMostMs: number): Promise<void> {
    const waited = new AbortController();
    const { signal } = waited;
    await Promise.race([once(this.#changes, 'change', { signal }), pause(atMostMs, undefined, { signal })]);
    waited.abort();
  }
}

/** The queue, with its running jobs counted and failures logged. While the disk is full the jobs do nothing. */
function watched(queue: Queue, jobs: Jobs, world: World): Queue {
  const { log, database } = world;
  let full = false;
  const tell = (now: boolean, details = {}) => {
    if (now !== full) log.warn(now ? 'disk-full' : 'disk-has-room', details);
    full = now;
  };
  return {
    ...queue,
    work: (job, atOnce, run) =>
      queue.work(job, atOnce, async (key) => {
        jobs.change(1);
        const begun = world.now();
        const ended = (outcome: 'done' | 'failed') =>
          world.measure?.('vedette_job_seconds', { job, outcome }, secondsSince(world, begun));
        try {
          await database.room.require();
          tell(false);
          await run(key);
          ended('done');
        } catch (error) {
          // The work is still due, and the next sweep wakes its workers.
          if (isFailure(error, 'disk-full')) return tell(true, { message: error.message });
          ended('failed');
          jobs.failure ??= error;
          log.error('job-failed', { job, key, error });
          throw error;
        } finally {
          jobs.change(-1);
        }
      }),
  };
}
