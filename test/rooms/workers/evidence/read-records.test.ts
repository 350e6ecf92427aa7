import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { duePartitions } from '#db/queries/log-objects.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import type { KeptRecord } from '#services/model/evidence.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Origin } from '#services/model/observation.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { quoteRecords } from '#services/quote.ts';
import { readRecords, type Quote } from '#services/workers/evidence/read-records.ts';
import { receive } from '#services/workers/receive.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { openThreads } from '#services/workers/thinking/thinking-threads.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { takeTurn } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../../../databases.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { testObjects } from '../../../replay/objects.ts';
import { recordingQueue } from '../recording-queue.ts';
import { testWorld, type TestWorld } from '../world.ts';
import type { OddParts } from '../thinking/odd-detection.ts';

let database: Database;
let detection: Detection;
let world: TestWorld;
let findings: readonly Finding[];
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  const objects = testObjects(60);
  world = testWorld(database, objects);
  const queue = recordingQueue();
  const parts = {
    world,
    queue,
    detection,
    thinkers: thinkHere(detection),
    held: createHeldTallies(),
    objectsPerTurn: 100,
    keptRecords: 3,
  };
  await receive(
    world,
    queue,
    detection.sources,
    objects.map(({ object }) => object),
  );
  for (const partition of await duePartitions(database.db, world.now())) await takeTurn(parts, partition);
  const rows = await findingsPage(database.db, EVERYTHING, {}, { by: 'createdAt', descending: true }, { limit: 1000 });
  findings = rows.map(({ finding }) => finding);
});
afterAll(() => database.close());

const quote: Quote = async (...asked) => quoteRecords(detection, ...asked);
const read = (origins: readonly Origin[], by: Quote = quote, kept: readonly KeptRecord[] = []) =>
  readRecords(world, by, origins, kept);

/** An origin, and the key of its object. */
function someOrigin(): { readonly origin: Origin; readonly key: string } {
  const origin = findings.flatMap(({ service }) => service.evidence.origins).find(({ id }) => id !== null);
  if (origin === undefined) throw new Error('There are findings with events.');
  return { origin, key: origin.object.replace(/^s3:\/\/[^/]+\//, '') };
}

/** Replaces the store's answer for an object while `use` runs. */
async function withObject<Result>(key: string, answer: Parameters<TestWorld['store']['set']>[1], use: () => Result) {
  const before = world.store.get(key);
  if (before === undefined) throw new Error('The store has it.');
  world.store.set(key, answer);
  try {
    return await use();
  } finally {
    world.store.set(key, before);
  }
}

test('the records behind every finding are those that it names', async () => {
  expect(findings.length).toBeGreaterThan(5);
  for (const { service } of findings) {
    const origins = service.evidence.origins.slice(0, 20);
    const records = await read(origins);
    expect(records.map(({ origin }) => origin)).toEqual(origins);
    for (const record of records) {
      if (!('text' in record)) throw new Error(record.trouble);
      const event: { readonly eventID?: string } = JSON.parse(record.text);
      expect([event.eventID, record.isCut]).toEqual([record.origin.id, false]);
    }
  }
});

test('a line is found by its number', async () => {
  const { object, bytes } = testObjects(60).find((each) => each.object.source === 'vpc-flow') ?? {};
  if (object === undefined || bytes === undefined) throw new Error('There are flow logs.');
  const lines = gunzipSync(bytes).toString().split('\n');
  const start = lines[0]?.split(' ').indexOf('start') ?? -1;
  const time = new Date(Number(lines[2]?.split(' ')[start]) * 1000).toISOString();
  const origin = { object: `s3://${object.bucket}/${object.key}`, position: 3, id: null, time };
  expect(await read([origin])).toEqual([{ origin, text: lines[2], isCut: false, isKept: false }]);
});

test('an object that is gone or denied says so in the words of who refused it', async () => {
  const { origin, key } = someOrigin();
  const gone = await withObject(key, { refused: 'missing', message: 'It was deleted.' }, () => read([origin]));
  expect(gone).toEqual([{ origin, trouble: 'It was deleted.' }]);
  const away = await withObject(key, new Error('no route'), () => read([origin]));
  expect(away).toMatchObject([{ trouble: expect.stringContaining('cannot be read at the moment: no route') }]);
});

test('what was replaced since is never shown as the record that it was', async () => {
  const { origin, key } = someOrigin();
  const other = gzipSync(JSON.stringify({ Records: [] }));
  for (const bytes of [other, new Uint8Array([1, 2, 3]), new Uint8Array()])
    expect(await withObject(key, bytes, () => read([origin]))).toMatchObject([
      { trouble: expect.stringContaining('The object was replaced') },
    ]);
  expect(await read([{ ...origin, time: '2026-03-02T00:00:00.000Z' }])).toMatchObject([
    { trouble: expect.stringContaining('The object was replaced') },
  ]);
});

test('only what the ledger read is fetched, whatever a finding names', async () => {
  const { origin } = someOrigin();
  const fetched: unknown[] = [];
  const objects = {
    async get(object: unknown) {
      fetched.push(object);
      return new Uint8Array();
    },
  };
  for (const object of ['/etc/passwd', 's3://another/key', '', 's3://', '../../etc/passwd'])
    expect(await readRecords({ database, objects }, quote, [{ ...origin, object }], [])).toMatchObject([
      { trouble: expect.stringContaining('Its object is no longer in the ledger') },
    ]);
  expect(fetched).toEqual([]);
});

test('records of one object cost one look at it', async () => {
  const { origin } = someOrigin();
  let looks = 0;
  const counting: Quote = (...asked) => (looks++, quote(...asked));
  const records = await read([origin, { ...origin, position: origin.position + 1 }, origin], counting);
  expect([looks, records.length]).toEqual([1, 3]);
});

test('a record without end is cut, and says so', async () => {
  const { origin } = someOrigin();
  const long: Quote = async () => [
    { position: origin.position, time: Date.parse(origin.time), text: 'x'.repeat(70_000) },
  ];
  expect(await read([origin], long)).toEqual([{ origin, text: 'x'.repeat(65_536), isCut: true, isKept: false }]);
});

test('an object that takes for ever is given up within its budget', async () => {
  const { origin, key } = someOrigin();
  const parts: OddParts = { endless: key, begun: new Int32Array(new SharedArrayBuffer(8)) };
  const module = new URL('../thinking/odd-detection.ts', import.meta.url).href;
  await using threads = openThreads({ module, parts }, 0.2);
  const threaded: Quote = (...asked) => threads.lend((thinker) => thinker.quote(...asked));
  expect(await read([origin], threaded)).toMatchObject([
    { trouble: expect.stringContaining('VEDETTE_OBJECT_SECONDS') },
  ]);
  const other = findings
    .flatMap(({ service }) => service.evidence.origins)
    .find(({ object }) => object !== origin.object);
  expect(await read(other === undefined ? [] : [other], threaded)).toMatchObject([{ isCut: false }]);
});

test('of several contents under a key the last that was read counts', async () => {
  const { origin, key } = someOrigin();
  await database.db.execute(sql`
    insert into log_objects (bucket, key, etag, partition, size_bytes, state, received_at, next_attempt_at, settled_at)
    select bucket, key, 'later', partition, 1, 'failed', received_at, next_attempt_at, now() from log_objects where key = ${key}`);
  const etags: string[] = [];
  const objects = {
    async get({ etag }: { etag: string }) {
      etags.push(etag);
      return new Uint8Array();
    },
  };
  await readRecords({ database, objects }, quote, [origin], []);
  await database.db.execute(sql`update log_objects set state = 'read' where etag = 'later'`);
  await readRecords({ database, objects }, quote, [origin], []);
  expect(etags[0]).not.toBe('later');
  expect(etags[1]).toBe('later');
  await database.db.execute(sql`delete from log_objects where etag = 'later'`);
});
