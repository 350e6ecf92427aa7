import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { allAccounts } from '#db/queries/accounts.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import type { Detection } from '#services/detection.ts';
import { isFailure } from '#services/model/failure.ts';
import { hours, minutes } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { CHECKS } from './check/index.ts';
import { Organization } from './organization.ts';
import { SimulatedProcess, type Shared } from './process.ts';
import { Receiver } from './receiver.ts';
import type { LogEvent } from '#services/log.ts';
import type { Kind } from './kinds.ts';
import { ACCOUNTS, type Fault, type FirstJob, type Step } from './step.ts';

export interface Report {
  /** One sentence for each violation; empty on success. */
  readonly wrong: readonly string[];
  /** How often each kind of fault was met. */
  readonly met: ReadonlyMap<Kind, number>;
  /** Passed doors and results of jobs: equal for equal steps. */
  readonly course: readonly string[];
}

/** The state at the end of a run, for the checks. */
export interface Ended extends Shared {
  /** Eras at whose end every object had been read. */
  readonly whole: ReadonlySet<number>;
  /** Eras whose data is older than the retention of findings. */
  readonly expired: ReadonlySet<number>;
}

/** Tables that are emptied between runs. The audit log stays, because it cannot be deleted from. */
const TABLES = [
  'deliveries', 'observations', 'tallies', 'findings', 'log_objects', 'listings', 'coverage', 'read_hours', 'inventory',
  'inventory_versions', 'accounts', 'organizational_units', 'unit_listings', 'profiles', 'profile_levels',
] as const; // oxfmt-ignore

/** Runs steps with an organization and two processes, then lets everything settle, and checks the result. */
export async function run(
  steps: readonly Step[],
  { database, detection }: Pick<Shared, 'database' | 'detection'>,
): Promise<Report> {
  await forget(database);
  const life = new Life(database, detection);
  await life.begin();
  for (const step of steps) await life.go(step);
  return life.end();
}

async function forget({ driver }: Database): Promise<void> {
  if (driver.kind === 'embedded') await driver.pglite.exec(TABLES.map((table) => `delete from ${table};`).join(' '));
}

/** Clock skews of the two processes. */
const SKEW_MS = [minutes(3), -minutes(4)] as const;

class Life {
  readonly #shared: Shared;
  readonly #processes: SimulatedProcess[] = [];
  readonly #retired: SimulatedProcess[] = [];
  readonly #wrong: string[] = [];
  readonly #met = new Map<Kind, number>();
  readonly #course: string[] = [];
  readonly #whole = new Set<number>();
  readonly #expired = new Set<number>();

  constructor(database: Database, detection: Detection) {
    let ids = 0;
    const met = (what: Kind) => this.#met.set(what, 1 + (this.#met.get(what) ?? 0));
    this.#shared = {
      database,
      detection,
      organization: new Organization(met),
      receiver: new Receiver(),
      woken: new Set(),
      newId: () => `id-${ids++}`,
      met,
    };
  }

  async begin(): Promise<void> {
    for (const skewMs of SKEW_MS) this.#processes.push(await SimulatedProcess.start(this.#shared, skewMs));
    await this.#work(0, ['reconcile']);
  }

  async go(step: Step): Promise<void> {
    const { organization, receiver, woken, met } = this.#shared;
    switch (step.do) {
      case 'write':
        return organization.write(step);
      case 'replace':
        return organization.replace(step);
      case 'account':
        return organization.change(step);
      case 'trail':
        if (!step.logging) met('trail stopped');
        return organization.setLogging(step.logging);
      case 'mood':
        if (step.mood !== 'well') met(`receiver ${step.mood}`);
        return void (receiver.mood = step.mood);
      case 'lose words':
        met('words lost');
        return woken.clear();
      case 'clock': {
        const process = this.#processes[step.process];
        if (process === undefined) return;
        met('clock stepped');
        process.skewMs = step.skewMs;
        return;
      }
      case 'restart':
        met('process restarted');
        return this.#restart(Math.floor(step.pick * this.#processes.length));
      case 'wait':
        return void (organization.time += step.ms);
      case 'rest':
        return this.#rest(step.ms);
      case 'work':
        return this.#work(step.process, [step.first], step.faults);
    }
  }

  async end(): Promise<Report> {
    await this.#calm();
    await this.#comesAfterwards();
    for (const process of this.#processes) await process.stop();
    const ended = { ...this.#shared, whole: this.#whole, expired: this.#expired };
    for (const check of CHECKS) this.#wrong.push(...(await check(ended)));
    for (const { complaints } of [...this.#processes, ...this.#retired])
      for (const { event, details } of complaints)
        if (!isToldOfFault(event, details))
          this.#wrong.push(`It was logged as an error: ${event} ${JSON.stringify(details)}`);
    return { wrong: this.#wrong, met: this.#met, course: this.#course };
  }

  /** A process does these jobs, and then all queued jobs, until it is killed. */
  async #work(index: number, first: readonly FirstJob[], faults: readonly Fault[] = []): Promise<void> {
    const { woken } = this.#shared;
    const process = this.#processes[index];
    const other = this.#processes[1 - index];
    if (process === undefined || other === undefined) throw new Error(`There is no process ${index}.`);
    let now = '';
    process.doors.begin(faults, async ({ what, writes }) => {
      const work = async (word: string) => {
        woken.delete(word);
        await this.#do(other, word, []);
      };
      if (what === 'twice') return work(now);
      if (writes !== undefined) this.#shared.organization.write(writes);
      await work('hear ');
      // The queue never hands out a job that is already running.
      const others = [...woken].filter((word) => word !== now).toSorted();
      for (const word of others.slice(0, 2)) await work(word);
    });
    const words = first.map((job) => `${job} `);
    for (let left = JOBS_MAX; left > 0 && !process.doors.isDead; left--) {
      const word = words.shift() ?? [...woken].toSorted()[0];
      if (word === undefined) break;
      woken.delete(word);
      now = word;
      await this.#do(process, word, faults);
    }
    process.doors.begin([], async () => {});
    if (process.doors.isDead) await this.#restart(index);
  }

  async #do(process: SimulatedProcess, word: string, faults: readonly Fault[]): Promise<void> {
    const outcome = await process.run(...jobOf(word));
    this.#course.push(`${word}: ${outcome.ended} after ${outcome.passed}`);
    if (outcome.ended !== 'failed') return;
    const { error } = outcome;
    if (faults.length === 0) this.#wrong.push(`The job ${word} failed without a cause: ${chainOf(error)}`);
    else if (!isOfFault(error)) this.#wrong.push(`The job ${word} failed otherwise than by a fault: ${chainOf(error)}`);
  }

  /** Replaces a process, as after a kill or an update. */
  async #restart(index: number): Promise<void> {
    const old = this.#processes[index];
    const skewMs = SKEW_MS[index];
    if (old === undefined || skewMs === undefined) return;
    old.doors.kill();
    this.#retired.push(old);
    this.#processes[index] = await SimulatedProcess.start(this.#shared, skewMs);
  }

  async #rest(ms: number): Promise<void> {
    const { organization } = this.#shared;
    this.#shared.met(ms > hours(24 * 30) ? 'retention passed' : 'days passed');
    await this.#calm();
    if (await this.#isAllRead()) this.#whole.add(organization.era);
    // AWS keeps messages only for days.
    organization.messages.clear();
    organization.time += ms;
    organization.era++;
    if (ms > hours(24 * 30)) for (let era = 0; era < organization.era; era++) this.#expired.add(era);
    await this.#work(0, ['reconcile', 'sweep']);
  }

  /** Runs without faults, until everything that can be read and sent is done, within hours. */
  async #calm(): Promise<void> {
    const { organization, receiver } = this.#shared;
    receiver.mood = 'well';
    await this.#work(0, ['list', 'hear', 'sweep']);
    // Postponed objects are retried within some hours, and a missing object is requested three times.
    for (const jobs of [['sweep'], ['sweep'], ['sweep', 'reconcile']] as const) {
      organization.time += hours(6);
      await this.#work(0, ['hear', ...jobs]);
    }
  }

  /** Delivers the last events of accounts that left, after the service knows that they left. */
  async #comesAfterwards(): Promise<void> {
    const { organization, database } = this.#shared;
    const known = new Set((await allAccounts(database.db, EVERYTHING)).map(({ id }) => id));
    for (const [account, id] of ACCOUNTS.entries()) if (known.has(id)) organization.writeLast(account);
    await this.#work(0, ['hear']);
  }

  async #isAllRead(): Promise<boolean> {
    const { database, organization } = this.#shared;
    const rows = await database.db.execute<{ name: string }>(
      sql`select bucket || '/' || key || etag as name from log_objects where state <> 'pending'`,
      'objects',
    );
    const settled = new Set(rows.map(({ name }) => name));
    return organization.versions.every(
      ({ bucket, key, etag, era }) =>
        era !== organization.era ||
        organization.at(bucket, key)?.etag !== etag ||
        settled.has(`${bucket}/${key}${etag}`),
    );
  }
}

/** Bound on jobs, in case one wakes itself for ever: a failed job is due again at the next sweep. */
const JOBS_MAX = 60;

/** Splits a queued word into job and key. */
function jobOf(word: string): readonly [job: string, key: string] {
  const blank = word.indexOf(' ');
  return [word.slice(0, blank), word.slice(blank + 1)];
}

/** Whether an error came from a fault at a door: a job may fail for no other reason. */
function isOfFault(error: unknown): boolean {
  if (error instanceof AwsError || isFailure(error, 'turn-overtaken')) return true;
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === 'ECONNRESET') || isOfFault(error.cause);
}

/**
 * Whether an error log is due to a fault at a door. A failed listing of the tree has an event of its own, because it
 * does not fail the job.
 */
function isToldOfFault(event: LogEvent, details: unknown): boolean {
  if (event === 'job-failed') return true;
  if (event !== 'units-unknown' || typeof details !== 'object' || details === null || !('error' in details))
    return false;
  return isFailure(details.error, 'throttled');
}

function chainOf(error: unknown): string {
  return error instanceof Error
    ? `${error.stack}${error.cause === undefined ? '' : `\n${chainOf(error.cause)}`}`
    : String(error);
}
