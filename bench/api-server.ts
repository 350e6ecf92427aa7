// A child process for `api.ts` and `console.ts`. It either serves the API over a database, or the same rows with bare
// node:http, and prints its port; or it fills the database; or it changes findings until it is told to end, and prints
// how many.
import { createServer } from 'node:http';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { changeCases } from '#db/queries/cases.ts';
import { findingHorizon } from '#db/queries/changes.ts';
import { databaseState } from '#db/queries/state.ts';
import { findings } from '#db/schema/findings.ts';
import { serveApi } from '#graphql/server.ts';
import { renderersOf } from '#services/formats.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { keepFindings } from './many-findings.ts';

/** The number of findings that are changed in turn, and the number in one transaction. */
const STIRRED = 20_000;
const AT_ONCE = 50;

const [mode = '', url = '', rows = '0'] = process.argv.slice(2);
const database = await openDatabase(url);
if (mode === 'fill') {
  await keepFindings(database.db, Number(rows));
  await database.close();
} else if (mode === 'stir') {
  await stir(Number(rows));
  await database.close();
} else if (mode === 'bare') {
  const page = await database.db
    .select()
    .from(findings)
    .orderBy(sql`updated_at desc, id desc`)
    .limit(50);
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const body = JSON.stringify({ data: { findings: { nodes: page.map((row) => row.body) } } });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
  });
} else {
  // The embedded database has a single process, so this one also fills it.
  if (Number(rows) > 0) await keepFindings(database.db, Number(rows));
  const server = await serveApi({
    db: database.bounded,
    renderers: renderersOf([]),
    detectors: [],
    settingsOf: () => [],
    exceptionsOf: () => [],
    access: { kind: 'loopback' },
    now: () => new Date(),
    attacks: async () => [],
    sinks: [],
    installation: {
      settings: async () => [],
      settingsFile: {
        now: { path: '', version: '', isWritable: false, mistakes: [], needsRestart: [] },
        prepare: async () => ({ before: {}, write: () => undefined }),
        look: async () => undefined,
      },
      lists: async () => ({ lists: [], missing: [] }),
      listState: () => 'missing',
      calibrations: async () => [],
      trial: async () => 'Nothing is tried here.',
    },
    records: async () => [],
    audit: async () => undefined,
    graphiql: false,
    readiness: async () => ({
      ready: true,
      why: [],
      draining: false,
      databaseAnswers: true,
      lagSeconds: 0,
      passOverdue: false,
      lastPassEndedAt: null,
    }),
    measured: async () => [],
    horizon: () => findingHorizon(database.bounded),
    state: () => databaseState(database.bounded),
    logging: false,
    host: '127.0.0.1',
    port: 0,
  });
  process.stdout.write(`${new URL(server.url).port}\n`);
  const before = await scansOfFindings();
  process.once('SIGTERM', async () => {
    await server.close();
    process.stdout.write(`${(await scansOfFindings()) - before}\n`);
    await database.close();
  });
}

/** How many sequential scans of the findings the database has made since it was created. */
async function scansOfFindings(): Promise<number> {
  await database.db.execute(sql`select pg_stat_force_next_flush()`);
  const [row] = await database.db.execute<{ scans: string }>(
    sql`select seq_scan as scans from pg_stat_user_tables where relname = 'findings'`,
    'objects',
  );
  return Number(row?.scans);
}

/** Assigns findings to changing people at a rate a minute, until the process is told to end. */
async function stir(aMinute: number): Promise<void> {
  const ending = new AbortController();
  let changed = 0;
  process.once('SIGTERM', () => ending.abort());
  const ids = await database.db.select({ id: findings.id }).from(findings).limit(STIRRED);
  const startedAt = performance.now();
  for (let round = 0; !ending.signal.aborted; round++) {
    const from = (round * AT_ONCE) % STIRRED;
    const some = ids.slice(from, from + AT_ONCE).map(({ id }) => id);
    // A kept database has the names of the last run, so new ones are used.
    const change = { kind: 'assign', assignee: `person ${round % 7} of ${process.pid}` } as const;
    await database.db.transaction((tx) => changeCases(tx, EVERYTHING, some, change, { who: 'bench' }, new Date()));
    changed += some.length;
    await pause(Math.max(0, startedAt + (changed / aMinute) * 60_000 - performance.now()));
  }
  process.stdout.write(`${changed}\n`);
}
