// A process that answers for `api.ts`: the API over a database, or bare node:http with the same rows. Prints its port.
import { createServer } from 'node:http';
import process from 'node:process';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { findingHorizon } from '#db/queries/changes.ts';
import { findings } from '#db/schema/findings.ts';
import { serveApi } from '#graphql/server.ts';
import { renderersOf } from '#services/formats.ts';
import { manyFindings } from './many-findings.ts';

const [mode = '', url = '', rows = '0'] = process.argv.slice(2);
const database = await openDatabase(url);
if (mode === 'fill') {
  await manyFindings(database.db, Number(rows));
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
  // The embedded database lives in one process, so it is filled where it is asked.
  if (Number(rows) > 0) await manyFindings(database.db, Number(rows));
  const server = await serveApi({
    db: database.db,
    renderers: renderersOf([]),
    detectors: [],
    settingsOf: () => [],
    access: { kind: 'loopback' },
    now: () => new Date(),
    attacks: async () => [],
    records: async () => [],
    audit: async () => undefined,
    graphiql: false,
    ready: async () => true,
    horizon: () => findingHorizon(database.db),
    logging: false,
    host: '127.0.0.1',
    port: 0,
  });
  process.stdout.write(`${new URL(server.url).port}\n`);
}
