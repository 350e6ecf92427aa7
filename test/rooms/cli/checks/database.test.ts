import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { access } from '#services/cli/checks/access.ts';
import { database as check, roomVerdict } from '#services/cli/checks/database.ts';
import { createSituation } from '#services/cli/checks/situation.ts';
import { readConfig } from '#services/config.ts';
import { openIntel } from '#services/workers/adapters/intel-store.ts';

let dataDir = '';
let url = '';
let held: Database;
/** The answer of the service that has the database. */
let status = 200;
let body = '';
const server = createServer((request, response) =>
  response.writeHead(request.url === '/readyz' ? status : 404).end(body),
);

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'vedette-check-'));
  url = `pglite:${join(dataDir, 'database')}`;
  held = await openDatabase(url);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await held.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function verdicts(
  more: { readonly host?: string; readonly port?: number; readonly database?: Database },
  of = check,
) {
  const { database, ...rest } = more;
  const port: number = Object(server.address()).port;
  const config = { ...readConfig({}), dataDir, databaseUrl: url, host: '127.0.0.1', port, ...rest };
  const intel = await openIntel({ lists: [], dataDir });
  return of.run(createSituation({ config, intel, ...(database && { database }) }));
}

test('the database that the service has open is looked at as it is, and the disk it lies on', async () => {
  const [first, second] = await verdicts({ database: held });
  expect(first).toMatchObject({ state: 'fine', detail: expect.stringContaining('up to date, 0 active findings.') });
  expect(second?.detail).toMatch(RegExp(`^[\\d,]+ MB are free in ${RegExp.escape(dataDir)}`));
});

test('whoever has the database open listens already: its port is no mistake', async () => {
  expect(await verdicts({ database: held }, access)).toEqual([]);
  expect(await verdicts({}, access)).toMatchObject([{ state: 'broken' }]);
});

describe('where another process has the database', () => {
  test.each(['127.0.0.1', '0.0.0.0', '::'])('listening on %s, it is asked how it is', async (host) => {
    status = 200;
    expect(await verdicts({ host })).toMatchObject([
      { state: 'fine', detail: expect.stringMatching(/in use by the service at http:\/\/127\.0\.0\.1:\d+\/readyz/) },
    ]);
  });

  test.each([
    ['', 'answers 503: see its log.'],
    ['{"why":["It was told to stop."]}', 'answers 503: It was told to stop.'],
  ])('what it says is said again: %s', async (said, detail) => {
    status = 503;
    body = said;
    expect(await verdicts({})).toMatchObject([{ state: 'broken', detail: expect.stringContaining(detail) }]);
  });

  test('where nobody answers the port may be another one', async () => {
    expect(await verdicts({ host: '::1', port: 1 })).toMatchObject([
      { state: 'broken', detail: expect.stringMatching(/http:\/\/\[::1\]:1\/readyz.*does it use another port\?/) },
    ]);
  });
});

test.each([
  [199, 'broken', '199 MB are free in /data: free some space, or set databaseUrl to a PostgreSQL server.'],
  [200, 'look', '200 MB are free in /data: free some space soon.'],
  [2047, 'look', '2,047 MB are free in /data: free some space soon.'],
  [2048, 'fine', '2,048 MB are free in /data.'],
])('of %d MB on the disk it is said whether they are enough', (megabytes, state, detail) => {
  expect(roomVerdict(megabytes * 2 ** 20, '/data')).toEqual({ state, detail });
});

test('a database that cannot be opened is named', async () => {
  const config = { ...readConfig({}), dataDir, databaseUrl: 'postgres://127.0.0.1:1/name' };
  const found = await check.run(createSituation({ config, intel: await openIntel({ lists: [], dataDir }) }));
  expect(found).toMatchObject([{ state: 'broken', detail: expect.stringContaining('127.0.0.1:1/name') }]);
});
