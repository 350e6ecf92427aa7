import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { openDatabase, type Db } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { deliveryCounts, type DeliveryCount } from '#db/queries/delivery-list.ts';
import { createLog } from '#services/log.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import type { Finding } from '#services/model/finding.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { openQueue } from '#services/workers/adapters/queue.ts';
import { wakeDue } from '#services/workers/sweep.ts';
import { seeded } from '../replay/objects.ts';
import { finding, later, nothingMore, turn } from '../rooms/db/turns.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { fastClock } from './fast-clock.ts';

export interface StormOptions {
  readonly databaseUrl: string;
  readonly findings: number;
  readonly accounts: number;
  /** The number of processes that send. */
  readonly workers: number;
  /** How many of them are killed during the storm; each is replaced. */
  readonly kills: number;
  readonly seed: number;
}

export interface StormReport {
  readonly seconds: number;
  readonly calls: number;
  /** The number of calls that failed, and of calls that took effect without an answer. */
  readonly weather: Readonly<Record<'throttled' | 'away' | 'lost', number>>;
  /** The number of findings that were refused individually and accepted later. */
  readonly whims: number;
  readonly killed: number;
  readonly counts: readonly DeliveryCount[];
  /** Up to ten findings that Security Hub lacks, or has in an old state or under another identity. */
  readonly wrong: readonly string[];
  readonly imported: number;
}

const REGION = 'eu-west-1';
const COMMIT = 1000;
const SINK = { name: 'security-hub', terms: EVERY_VERSION };

/**
 * Sends the findings of many accounts to a Security Hub that throttles, fails, refuses some, and forgets to answer.
 * Some of the sending processes are killed, while every third finding changes, and some change twice.
 */
export async function storm(options: StormOptions): Promise<StormReport> {
  const startedAt = Date.now();
  const random = seeded(options.seed);
  const emulator = new AwsEmulator();
  await emulator.start();
  const seen = { weather: { throttled: 0, away: 0, lost: 0 }, whims: 0 };
  emulator.securityHub.weather = () => {
    const kind = (['throttled', 'away', 'lost'] as const)[Math.floor(random() * 20)];
    if (kind !== undefined) seen.weather[kind]++;
    return kind;
  };
  emulator.securityHub.whim = () => {
    if (random() > 0.002) return undefined;
    seen.whims++;
    return 'InternalException';
  };
  const accounts = Array.from({ length: options.accounts }, (_, n) => String(111_111_110_000 + n));
  for (const accountId of accounts) {
    emulator.credentialsOf(accountId);
    emulator.securityHub.enable(accountId, REGION);
  }

  const database = await openDatabase(options.databaseUrl);
  const { db } = database;
  const queue = await openQueue(database, createLog('silent'));
  const now = fastClock(startedAt);
  const wake = () => wakeDue({ database, now, sinks: [{ ...SINK, ...UNUSED }] }, queue);
  const crew = new Crew([options.databaseUrl, emulator.endpoint, String(startedAt)], options.workers);
  try {
    const at = (n: number, version: number) =>
      finding(n, {
        accountId: accounts[n % accounts.length] ?? '',
        region: REGION,
        severity: 2 + version,
        updatedAt: later(version).toISOString(),
      });
    const last = new Map<string, Finding>();
    for (const [version, every] of [1, 3, 9].entries())
      for (let from = 0; from < options.findings; from += COMMIT * every) {
        const numbers = Array.from({ length: COMMIT }, (_, n) => from + n * every).filter((n) => n < options.findings);
        const changed = numbers.map((n) => at(n, version));
        await commit(db, changed, version, now());
        for (const each of changed) last.set(each.id, each);
        await wake();
        // At regular intervals of commits a process is killed, whatever it is doing.
        if (crew.killed < options.kills && random() < (options.kills * COMMIT) / options.findings) await crew.kill(db);
      }
    while (crew.killed < options.kills) await crew.kill(db);
    for (;;) {
      await wake();
      const counts = await deliveryCounts(db, EVERYTHING);
      if (counts.every(({ state }) => state !== 'pending')) break;
      await pause(250);
    }
    const hub = new Map(
      emulator.securityHub.findings().map((each) => [String(each.body['Id']).split('/').at(-1), each]),
    );
    const wrong = [...last.values()].filter(({ id, accountId, updatedAt, severity }) => {
      const there = hub.get(id);
      const provider = JSON.stringify(there?.body['FindingProviderFields']);
      return (
        there?.importedBy !== accountId ||
        there.body['UpdatedAt'] !== updatedAt ||
        !provider?.includes(`"Original":"${severity.toFixed(1)}"`)
      );
    });
    return {
      seconds: (Date.now() - startedAt) / 1000,
      calls: emulator.calls.length,
      ...seen,
      killed: crew.killed,
      counts: await deliveryCounts(db, EVERYTHING),
      wrong: wrong.slice(0, 10).map(({ id }) => id),
      imported: emulator.securityHub.findings().length,
    };
  } finally {
    await crew.end();
    await queue.stop();
    await database.close();
    await emulator.stop();
  }
}

/** The process that only wakes others needs no sender. */
const UNUSED = {
  batchMax: 1,
  ratePerSecond: 1,
  partition: () => '',
  render: () => ({}),
  deliver: () => Promise.reject(new Error('This process sends nothing.')),
};

async function commit(db: Db, changed: readonly Finding[], version: number, now: Date): Promise<void> {
  const previous = version === 0 ? undefined : later(version - 1).toISOString();
  const written = await commitTurn(
    db,
    turn({
      now,
      findings: changed.map((each) => ({ finding: each, memory: undefined, previous })),
      deliveries: changed.map(({ id, accountId, region }) => ({
        sink: SINK.name,
        terms: SINK.terms,
        findingId: id,
        partition: `${accountId}/${region}`,
      })),
    }),
    nothingMore,
  );
  if (!written) throw new Error('Nobody else writes findings here.');
}

/** The processes that send; each one that is killed is replaced. */
class Crew {
  killed = 0;
  readonly #args: readonly string[];
  readonly #processes: ChildProcess[] = [];

  constructor(args: readonly string[], workers: number) {
    this.#args = args;
    for (let i = 0; i < workers; i++) this.#hire();
  }

  /** Kills a process and gives its jobs back, as the queue does after a while. */
  async kill(db: Db): Promise<void> {
    const child = this.#processes.shift();
    if (child === undefined) return;
    await gone(child);
    await db.execute(sql`delete from pgboss.job where state = 'active'`);
    this.killed++;
    this.#hire();
  }

  async end(): Promise<void> {
    await Promise.all(this.#processes.map(gone));
  }

  #hire(): void {
    this.#processes.push(fork(join(import.meta.dirname, 'worker.ts'), [...this.#args], { execArgv: [] }));
  }
}

/** Kills a process, whatever it is doing, and waits for its end. */
async function gone(child: ChildProcess): Promise<void> {
  const exited = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await exited;
}
