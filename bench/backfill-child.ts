// Reads the objects that a backfill enters, as a service does, with a database of its own, and prints how long that took
// and what came of it as JSON. Processors are given to a process, so each measurement has its own.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openDatabase } from '#db/client.ts';
import { openLists } from '#services/cli/list-files.ts';
import { readConfig } from '#services/config.ts';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { createLog } from '#services/log.ts';
import { nameOf, type LogObject } from '#services/model/log-object.ts';
import { start } from '#services/start.ts';
import { openThreads } from '#services/workers/thinking/thinking-threads.ts';
import { createWorld } from '#services/world.ts';
import { startPostgres } from '../test/postgres.ts';
import { storedDigest } from '../test/replay/digest.ts';
import { corpus, filesOf } from './corpus.ts';

const OBJECTS = Number(process.argv[2]);
const ACCOUNTS = Array.from({ length: 24 }, (_, n) => String(300_000_000_000 + n));
/** Two objects of each account. */
const WARMING = 48;
/** As many as S3 lists at a time. */
const PAGE = 1000;

const contents = new Map<string, Uint8Array>();
const objects = filesOf(corpus({ kind: 'cloudtrail', files: 20_000, recordsPerFile: 60, seed: 2 }))
  .slice(0, OBJECTS)
  .map((file, n) => {
    const object = objectOf(n);
    contents.set(nameOf(object), ownedBy(object.accountId, readFileSync(file)));
    return object;
  });

const server = await startPostgres();
const database = await openDatabase(server?.url ?? 'pglite:memory');
const opened = await openLists([], readConfig({}));
const detection = await openDetection({ detectors: await loadDetectors(), intel: opened.intel });
/** In separate threads, as in a service. */
const MODULE = new URL('../services/workers/thinking/thread-detection.ts', import.meta.url).href;
const thinkers = openThreads({ module: MODULE, parts: { intel: opened.from } }, 60);
const world = createWorld({
  database,
  objects: { get: async (object) => contents.get(nameOf(object)) ?? { refused: 'missing', message: 'It is no more.' } },
  sinks: [],
  log: createLog('silent'),
});
const service = await start(world, readConfig({}), detection, thinkers);
// A service runs before a backfill is given to it, so its threads have started.
await service.receive(objects.slice(0, WARMING));
await service.settle();
const beganAt = performance.now();
for (let n = WARMING; n < objects.length; n += PAGE) await service.receive(objects.slice(n, n + PAGE));
await service.settle();
const wallMs = performance.now() - beganAt;
const outcome = await storedDigest(database.db);
await service[Symbol.asyncDispose]();
await database.close();
await server?.stop();
process.stdout.write(JSON.stringify({ wallMs, ...outcome }));
process.exit(0);

function objectOf(n: number): LogObject & { readonly accountId: string } {
  const accountId = ACCOUNTS[n % ACCOUNTS.length] ?? '';
  const key = `AWSLogs/${accountId}/CloudTrail/us-east-1/2026/03/02/${accountId}_CloudTrail_us-east-1_20260302T1000Z_${String(n).padStart(16, '0')}.json.gz`;
  return { bucket: 'trail', key, etag: 'e', sizeBytes: 8000, source: 'cloudtrail', accountId, region: 'us-east-1' };
}

/** The file as if all of it were an account's: each account's trail tells of that account. */
function ownedBy(accountId: string, file: Uint8Array): Uint8Array {
  return gzipSync(
    gunzipSync(file)
      .toString()
      .replaceAll(/111122223333|444455556666|777788889999/g, accountId),
    {
      level: 1,
    },
  );
}
