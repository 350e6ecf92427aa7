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

/** What all processes of a run share. */
export interface Shared {
  readonly database: Database;
  readonly detection: Detection;
  readonly organization: Organization;
  readonly receiver: Receiver;
  /** Who has something to do, as `job key`: what the queue keeps. */
  readonly woken: Set<string>;
  /** Never the same twice, in whichever process. */
  newId(): string;
  readonly met: Met;
}

/** Less than followers rest. */
const REST_MS = seconds(8);

type Outcome = { readonly passed: number } & (
  | { readonly ended: 'done' | 'killed' }
  | { readonly ended: 'failed'; readonly error: unknown }
);

/** What the others are called is the service's own. */
const HEAR: FirstJob = 'hear';

/** A process of the service, as `start` makes it, at the mercy of a run: it does a job when it is told to, and meets what it meets. */
export class SimulatedProcess {
  /** What it logged as an error. */
  readonly complaints: { readonly event: LogEvent; readonly details: unknown }[] = [];
  readonly doors: Doors;
  readonly #shared: Shared;
  /** How far its clock is ahead of the truth. */
  skewMs: number;
  readonly #aws: FaultyAws;
  readonly #jobs = new Map<string, (key: string) => Promise<void>>();
  #service: Service | undefined;
  /** Followers of the queue that wait for a while, after a failure, and since when the first does. They wait by the real clock. */
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
    // Whoever follows the queue asks at once, and then waits.
    await nextTurn();
    this.#followers = this.#aws.waiting.length;
  }

  /** Does a job to its end, or to the process's own. */
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

  /** Ends it as a signal to stop would. */
  async stop(): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
  }

  /** Jobs run when the run says so. */
  #queue(): Queue {
    const { woken } = this.#shared;
    return {
      wake: async (_db, job, keys) => keys.forEach((key) => woken.add(`${job} ${key}`)),
      work: async (job, atOnce, run) => void (atOnce > 0 && this.#jobs.set(job, run)),
      every: async () => {},
      stop: async () => {},
    };
  }

  /** Hands what waits in the queue to one follower, until all wait again. */
  async #hear(): Promise<void> {
    const messages = this.#shared.organization.messagesNow();
    // Where a run takes as long as they wait, nobody can tell any more who has come back: the listing finds what is there.
    if (performance.now() - this.#restingSince > REST_MS) return;
    const follower = this.#aws.waiting.shift();
    if (follower === undefined) return;
    if (messages.length === 0) return void this.#aws.waiting.unshift(follower);
    follower(messages.slice(0, 10));
    await this.#quiet();
  }

  /** Waits until each follower waits for messages, or for better times. */
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
