import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Detection } from '#services/detection.ts';
import type { Database } from '#db/client.ts';
import type { Log, LogEvent } from '#services/log.ts';
import { start, type Service } from '#services/start.ts';
import { s3ObjectStore } from '#services/aws/s3-object-store.ts';
import { seconds } from '#services/model/time.ts';
import type { Queue } from '#services/workers/adapters/queue.ts';
import { rememberedReader } from '#services/workers/pass/list-prefixes.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { Doors, Killed } from './doors.ts';
import { FaultyAws } from './faulty-aws.ts';
import { faultyDatabase } from './faulty-database.ts';
import { QUEUE_URL, type Organization } from './organization.ts';
import type { Receiver } from './receiver.ts';
import type { Met } from './kinds.ts';
import { KEPT, type FirstJob } from './step.ts';

/** State that all processes of a run share. */
export interface Shared {
  readonly database: Database;
  readonly detection: Detection;
  readonly organization: Organization;
  readonly receiver: Receiver;
  /** Queued jobs, as `job key`. */
  readonly woken: Set<string>;
  /** Unique across all processes. */
  newId(): string;
  readonly met: Met;
}

/** Less than the time that followers pause after a failure. */
const REST_MS = seconds(8);

type Outcome = { readonly passed: number } & (
  | { readonly ended: 'done' | 'killed' }
  | { readonly ended: 'failed'; readonly error: unknown }
);

/** The other job names are the service's own. */
const HEAR: FirstJob = 'hear';

/**
 * A process of the service, made by `start` and controlled by a run: it does a job when told to, and meets the planned
 * faults.
 */
export class SimulatedProcess {
  /** Everything that it logged as an error. */
  readonly complaints: { readonly event: LogEvent; readonly details: unknown }[] = [];
  readonly doors: Doors;
  readonly #shared: Shared;
  /** How far its clock is ahead of the true time. */
  skewMs: number;
  readonly #aws: FaultyAws;
  readonly #jobs = new Map<string, (key: string) => Promise<void>>();
  #service: Service | undefined;
  /**
   * The number of followers that pause after a failure, and when the first of them began. They wait by the real clock.
   */
  #resting = 0;
  #restingSince = Infinity;
  #followers = 0;

  private constructor(shared: Shared, skewMs: number) {
    this.#shared = shared;
    this.skewMs = skewMs;
    this.doors = new Doors(shared.met);
    this.#aws = new FaultyAws(shared.organization, this.doors);
  }

  static async start(shared: Shared, skewMs: number): Promise<SimulatedProcess> {
    const made = new SimulatedProcess(shared, skewMs);
    await made.#start();
    return made;
  }

  async #start(): Promise<void> {
    const { organization, receiver, detection, newId } = this.#shared;
    const database = faultyDatabase(this.#shared.database, this.doors);
    const config = { turnsAtOnce: 1, objectsPerTurn: 2, ...KEPT, notificationQueues: [QUEUE_URL] };
    const world = {
      now: () => new Date(organization.time + this.skewMs),
      newId,
      database,
      aws: this.#aws,
      objects: s3ObjectStore(this.#aws, (bucket) => rememberedReader({ database }, bucket)),
      sinks: [receiver.sink(this.doors)],
      log: this.#log(),
    };
    this.#service = await start(world, config, detection, thinkHere(detection), async () => this.#queue());
    // Followers of the queue ask at once, and then wait.
    await nextTurn();
    this.#followers = this.#aws.waiting.length;
  }

  /** Does a job until it ends or the process dies. */
  async run(job: string, key: string): Promise<Outcome> {
    const work = job === HEAR ? this.#hear() : (this.#jobs.get(job)?.(key) ?? Promise.resolve());
    const from = this.doors.passed;
    try {
      await Promise.race([work, this.doors.death]);
      return { ended: 'done', passed: this.doors.passed - from };
    } catch (error) {
      const passed = this.doors.passed - from;
      return error instanceof Killed ? { ended: 'killed', passed } : { ended: 'failed', error, passed };
    }
  }

  /** Stops the process as a signal would. */
  async stop(): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
  }

  /** A queue whose jobs run only when the run says so. */
  #queue(): Queue {
    const { woken } = this.#shared;
    return {
      wake: async (_db, job, keys) => keys.forEach((key) => woken.add(`${job} ${key}`)),
      work: async (job, atOnce, run) => void (atOnce > 0 && this.#jobs.set(job, run)),
      every: async () => {},
      stop: async () => {},
    };
  }

  /** Hands the messages in the queue to one follower, and waits until all followers wait again. */
  async #hear(): Promise<void> {
    const messages = this.#shared.organization.messagesNow();
    // When a run takes longer than the followers' pause, it is unknown which of them are back: the listing finds the
    // objects instead.
    if (performance.now() - this.#restingSince > REST_MS) return;
    const follower = this.#aws.waiting.shift();
    if (follower === undefined) return;
    if (messages.length === 0) return void this.#aws.waiting.unshift(follower);
    follower(messages.slice(0, 10));
    await this.#quiet();
  }

  /** Resolves when each follower waits for messages or pauses after a failure. */
  async #quiet(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => this.#aws.waiting.length + this.#resting >= this.#followers && resolve();
    this.#aws.onWait = look;
    look();
    await promise;
  }

  #log(): Log {
    const tell = (event: LogEvent) => {
      if (event !== 'queue-refused') return;
      this.#resting++;
      this.#restingSince = Math.min(this.#restingSince, performance.now());
      this.#aws.onWait();
    };
    const complain = (event: LogEvent, details?: unknown) => this.complaints.push({ event, details });
    return { debug: tell, info: tell, warn: tell, error: complain };
  }
}
