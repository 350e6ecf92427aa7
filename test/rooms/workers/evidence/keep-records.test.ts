import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { findingsById, findingsPage } from '#db/queries/findings.ts';
import { recordsKeptWith } from '#db/queries/kept-records.ts';
import { duePartitions } from '#db/queries/log-objects.ts';
import { findings } from '#db/schema/findings.ts';
import { keptRecords } from '#db/schema/kept-records.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { Origin } from '#services/model/observation.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { quoteRecords } from '#services/quote.ts';
import { recordsToKeep } from '#services/workers/evidence/keep-records.ts';
import { placeOf, readRecords, type Quote } from '#services/workers/evidence/read-records.ts';
import { receive } from '#services/workers/receive.ts';
import { thinkerOf } from '#services/workers/thinking/thinker.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { takeTurn } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { testObjects, type TestObject } from '../../../replay/objects.ts';
import { created, finding, logObject } from '../../db/turns.ts';
import { recordingQueue } from '../recording-queue.ts';
import { testWorld } from '../world.ts';

const OBJECTS = testObjects(40);
const SINGLE = 'Stealth:IAMUser/TestTrailStopped';

let database: Database;
let detection: Detection;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
});
beforeEach(() => empty(database.db));
afterAll(() => database.close());

const quote: Quote = async (...asked) => quoteRecords(detection, ...asked);

/** Quotes every record longer than what is kept of one. */
const long: Quote = async (...asked) =>
  (await quote(...asked)).map((record) => ({ ...record, text: record.text.padEnd(9000, 'x') }));

/** Any position has a record. */
const all: Quote = async (_object, _bytes, positions) =>
  positions.map((position) => ({ position, time: Date.parse('2026-03-02T10:00:00.000Z'), text: `${position}` }));

/** Reads objects in turns of this size, and returns each finding with what is kept with it. */
async function keptOf(
  objects: readonly TestObject[],
  { objectsPerTurn = 100, most = 3, by = quote }: { objectsPerTurn?: number; most?: number; by?: Quote } = {},
) {
  const { db } = database;
  const world = testWorld(database, objects);
  const queue = recordingQueue();
  const thinkers = {
    lend: <Result>(use: (thinker: ReturnType<typeof thinkerOf>) => Promise<Result>) =>
      use({ ...thinkerOf(detection), quote: by }),
    async [Symbol.asyncDispose]() {},
  };
  const parts = { world, queue, detection, thinkers, held: createHeldTallies(), objectsPerTurn, keptRecords: most };
  for (let at = 0; at < objects.length; at += objectsPerTurn) {
    const some = objects.slice(at, at + objectsPerTurn).map(({ object }) => object);
    await receive(world, queue, detection.sources, some);
    for (const partition of await duePartitions(db, world.now()))
      while ((await takeTurn(parts, partition)).state !== 'idle');
  }
  const page = await findingsPage(db, EVERYTHING, {}, { by: 'createdAt', descending: true }, { limit: 1000 });
  const rows = page.map(async ({ finding: { id, type, service } }) => ({
    id,
    type,
    origins: service.evidence.origins,
    kept: await recordsKeptWith(db, EVERYTHING, id),
  }));
  return { world, found: (await Promise.all(rows)).toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

test('a turn keeps the earliest records of each finding, and they answer when the bucket is empty', async () => {
  const { world, found } = await keptOf(OBJECTS);
  expect(found.length).toBeGreaterThan(4);
  world.store.clear();
  for (const { origins, kept } of found) {
    expect(kept.map(({ origin }) => origin)).toEqual(origins.slice(0, 3));
    const read = await readRecords(world, quote, origins.slice(0, 4), kept);
    expect(read.slice(0, 3)).toEqual(kept.map((record) => ({ ...record, isKept: true })));
    expect(read.slice(3).every((record) => 'trouble' in record)).toBe(true);
    const events = kept.filter(({ origin }) => origin.id !== null);
    expect(events.map(({ text }) => z.object({ eventID: z.string() }).parse(JSON.parse(text)).eventID)).toEqual(
      events.map(({ origin }) => origin.id),
    );
  }
});

test('what is kept of records that each are a finding does not depend on the order in which they come', async () => {
  const { found: whole } = await keptOf(OBJECTS);
  await empty(database.db);
  const { found } = await keptOf(OBJECTS.toReversed(), { objectsPerTurn: 1 });
  const [few, same] = [found, whole].map((each) => each.filter(({ type }) => type === SINGLE));
  expect(few?.length).toBeGreaterThan(0);
  expect(few).toEqual(same);
  // Other findings need records of several objects. They keep records of the turn that found them, or of later ones.
  for (const { origins, kept } of found) {
    const places = new Set(kept.map(({ origin }) => placeOf(origin)));
    expect(places.size).toBeGreaterThan(0);
    expect(origins.filter((origin) => places.has(placeOf(origin)))).toEqual(kept.map(({ origin }) => origin));
  }
});

test('none are kept when the owner wants none, or when an object breaks what quotes it; the findings are the same', async () => {
  const { found: whole } = await keptOf(OBJECTS);
  const told: unknown[] = [];
  for (const how of [{ most: 0 }, { by: () => Promise.reject(new Error('It broke.')) }]) {
    await empty(database.db);
    const { world, found } = await keptOf(OBJECTS, how);
    expect(found).toEqual(whole.map((each) => ({ ...each, kept: [] })));
    told.push(world.told.some(({ event }) => event === 'records-not-kept'));
  }
  expect(told).toEqual([false, true]);
});

test('a long record is cut where it is kept, and whole when it is read; the kept part answers when it cannot be', async () => {
  const { world, found } = await keptOf(OBJECTS, { by: long });
  const [first] = found;
  if (first === undefined) throw new Error('There are findings.');
  const [origin] = first.origins;
  const ask = () => readRecords(world, long, origin === undefined ? [] : [origin], first.kept);
  expect([first.kept[0]?.text.length, first.kept[0]?.isCut]).toEqual([8192, true]);
  expect(await ask()).toMatchObject([{ text: expect.stringMatching(/^.{9000}$/s), isCut: false, isKept: false }]);
  world.store.clear();
  expect(await ask()).toEqual([{ ...first.kept[0], isKept: true }]);
});

test('what is kept stays, whatever comes and whatever replaces its object, and goes with its finding', async () => {
  const { world, found } = await keptOf(OBJECTS);
  const first = found.find(({ kept }) => kept.length === 3);
  const [known] = await findingsById(database.db, EVERYTHING, first === undefined ? [] : [first.id]);
  if (first === undefined || known === undefined) throw new Error('There are findings with three records.');
  const again = OBJECTS.map(({ object, bytes }) => ({ object, bytes, contentHash: '' }));
  const change = { finding: known, memory: undefined, previous: known.updatedAt };
  const kept = await recordsToKeep({ db: database.db, log: world.log, quote: long }, again, [change], 3);
  expect(kept).toEqual([{ findingId: known.id, records: first.kept }]);

  const object = logObject(1);
  const other = (position: number): Origin => {
    return { object: nameOf(object), position, id: null, time: '2026-03-02T10:00:00.000Z' };
  };
  /** The texts that are kept when a turn with another object changes the finding to these origins. */
  const textsOf = async (origins: readonly Origin[], previous: string | undefined) => {
    const { service } = known;
    const now = { ...known, service: { ...service, evidence: { ...service.evidence, origins } } };
    const arrived = [{ object, bytes: new Uint8Array(), contentHash: '' }];
    const parts = { db: database.db, log: world.log, quote: all };
    const [row] = await recordsToKeep(parts, arrived, [{ finding: now, memory: undefined, previous }], 3);
    return row?.records.map(({ text }) => text);
  };
  const [origins, texts] = [first.kept.map(({ origin }) => origin), first.kept.map(({ text }) => text)];
  expect(await textsOf([...origins, other(1)], known.updatedAt)).toBeUndefined();
  expect(await textsOf([other(1), ...origins], known.updatedAt)).toEqual(['1', ...texts.slice(0, 2)]);
  // A new finding, which begins with records that earlier turns read.
  expect(await textsOf([...origins, other(1), other(2)], undefined)).toEqual(['1', '2']);

  const elsewhere = { kind: 'some', accounts: ['999999999999'], organizationalUnits: [] } as const;
  expect(await recordsKeptWith(database.db, elsewhere, known.id)).toEqual([]);
  await database.db.delete(findings);
  expect(await database.db.select().from(keptRecords)).toEqual([]);
});

test('in a flood of findings a turn keeps a thousand records, those of the most severe', async () => {
  const object = logObject(1);
  const arrived = [{ object, bytes: new Uint8Array(), contentHash: '' }];
  const many = Array.from({ length: 500 }, (_, n) => {
    const origins = [0, 1, 2, 3].map((k): Origin => {
      const position = 4 * n + k;
      return { object: `s3://${object.bucket}/${object.key}`, position, id: null, time: '2026-03-02T10:00:00.000Z' };
    });
    const plain = finding(n, { severity: n < 100 ? 2 : 8 });
    return { ...plain, service: { ...plain.service, evidence: { ...plain.service.evidence, origins } } };
  });
  const { log } = testWorld(database, []);
  const kept = await recordsToKeep({ db: database.db, log, quote: all }, arrived, created(...many), 3);
  expect(kept.flatMap(({ records }) => records)).toHaveLength(1000);
  expect(Math.min(...kept.map(({ findingId }) => Number(findingId)))).toBe(100);
  expect(kept[0]?.records.map(({ text }) => text)).toEqual(['400', '401', '402']);
});
