import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { openDatabase, type Database } from '#db/client.ts';
import { serveApi } from '#graphql/server.ts';
import { seeded } from '../replay/objects.ts';
import { apiOptions, TOKEN } from '../rooms/graphql/open-api.ts';
import { openCuttingProxy } from './cutting-proxy.ts';
import { startPoller, versionsIn, type POLLERS } from './poller.ts';
import { changesMade, writeChanges } from './write-changes.ts';

export interface Trial {
  readonly database: Database;
  readonly pollers: readonly (keyof typeof POLLERS)[];
  /**
   * The number of processes that write and are killed; with an embedded database, so many concurrent writers in this
   * process.
   */
  readonly writers: number;
  readonly changes: number;
  /** How often each poller is killed, a connection is cut and a writer is killed. */
  readonly reconnects: number;
  readonly slowMs: number;
  readonly seed: number;
}

export interface Read {
  readonly poller: string;
  readonly starts: number;
  readonly lines: number;
  /** Findings whose last version the poller does not have. */
  readonly missed: number;
  /** Versions that the poller has more than once. */
  readonly repeated: number;
  /** Versions that came after a later one of their finding. */
  readonly backwards: number;
}

export interface Outcome {
  readonly changes: number;
  readonly findings: number;
  readonly cuts: number;
  readonly kills: number;
  readonly seconds: number;
  readonly reads: readonly Read[];
}

/**
 * Pollers read what several writers write, while all of them are killed and cut off. In the end their files are
 * compared with the database.
 */
export async function runTrial({
  database,
  writers: count,
  changes,
  reconnects,
  slowMs,
  seed,
  ...rest
}: Trial): Promise<Outcome> {
  const startedAt = performance.now();
  await using closing = new AsyncDisposableStack();
  const folder = closing.adopt(await mkdtemp(join(tmpdir(), 'vedette-order-')), (path) =>
    rm(path, { recursive: true }),
  );
  const random = seeded(seed);
  const proxy = await openCuttingProxy(await apisOf(database, closing), random);
  closing.use(proxy);
  const pollers = rest.pollers.map((kind) => {
    const file = join(folder, kind);
    return { kind, file, poller: startPoller(kind, proxy.url, TOKEN, file) };
  });
  const writers = startWriters(database, count, slowMs, seed);

  let events = 0;
  for (let made = 0; made < changes; made = await changesMade(database.db)) {
    while (events < (made / changes) * reconnects) {
      await pollers[events % pollers.length]?.poller.restart();
      proxy.cut();
      writers.killOne();
      events++;
    }
    await sleep(Math.max(50, changes / 100));
  }
  await writers.stop();
  await Promise.all(pollers.map(({ poller }) => poller.finish()));

  const truth = await lastVersions(database);
  return {
    changes: await changesMade(database.db),
    findings: truth.size,
    cuts: proxy.cuts,
    kills: writers.kills,
    seconds: Math.round((performance.now() - startedAt) / 1000),
    reads: pollers.map(({ kind, file, poller }) => ({ poller: kind, starts: poller.starts, ...held(file, truth) })),
  };
}

/**
 * Ports of the API: two when several processes can open the database, because a cursor of one must be valid at the
 * other.
 */
async function apisOf(database: Database, closing: AsyncDisposableStack): Promise<readonly number[]> {
  const { driver } = database;
  const databases = [database];
  if (driver.kind === 'server') databases.push(closing.adopt(await openDatabase(driver.url), (db) => db.close()));
  const servers = await Promise.all(
    databases.map((each) => serveApi({ ...apiOptions(each), host: '127.0.0.1', port: 0 })),
  );
  return servers.map((server) => {
    closing.adopt(server, (each) => each.close());
    return Number(new URL(server.url).port);
  });
}

interface Writers {
  readonly kills: number;
  /** Kills a writer at any point, as kill -9 would, and starts another in its place. */
  killOne(): void;
  stop(): Promise<void>;
}

function startWriters({ driver, db }: Database, count: number, slowMs: number, seed: number): Writers {
  let started = 0;
  if (driver.kind === 'embedded') {
    const enough = new AbortController();
    const writing = Array.from({ length: count }, () =>
      writeChanges(db, { seed: seed + ++started, slowMs, enough: enough.signal }),
    );
    return {
      kills: 0,
      killOne: () => undefined,
      async stop() {
        enough.abort();
        await Promise.all(writing);
      },
    };
  }
  const start = () => fork(WRITER, [driver.url, String(seed + ++started), String(slowMs)]);
  const children = Array.from({ length: count }, start);
  let kills = 0;
  return {
    get kills() {
      return kills;
    },
    killOne() {
      children.shift()?.kill('SIGKILL');
      children.push(start());
      kills++;
    },
    async stop() {
      await Promise.all(children.map(stopped));
    },
  };
}

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url));

async function stopped(child: ChildProcess): Promise<void> {
  const over = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  child.disconnect();
  const code = await over;
  if (code !== 0) throw new Error(`A writer ended with ${code}.`);
}

async function lastVersions({ db }: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db.execute<{ id: string; count: number }>(
    sql`select id, (body #>> '{service,count}')::int as count from findings`,
    'objects',
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

function held(file: string, truth: ReadonlyMap<string, number>) {
  const last = new Map<string, number>();
  const seen = new Set<string>();
  const versions = versionsIn(file);
  let [repeated, backwards] = [0, 0];
  for (const { id, count } of versions) {
    if (seen.has(`${id} ${count}`)) repeated++;
    else if (count < (last.get(id) ?? 0)) backwards++;
    seen.add(`${id} ${count}`);
    last.set(id, count);
  }
  const missed = [...truth].filter(([id, count]) => last.get(id) !== count).length;
  return { lines: versions.length, missed, repeated, backwards };
}
