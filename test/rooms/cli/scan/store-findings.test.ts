import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { deliveryCounts } from '#db/queries/delivery-list.ts';
import { EVERY_VERSION } from '#services/model/delivery.ts';
import { scanObjects } from '#services/cli/scan/scan-objects.ts';
import { storeFindings } from '#services/cli/scan/store-findings.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { nameOf } from '#services/model/log-object.ts';
import { start } from '#services/start.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from '../../../replay/digest.ts';
import { testObjects } from '../../../replay/objects.ts';
import { testSink, testWorld } from '../../workers/world.ts';

const OBJECTS = testObjects(60);
const BYTES = new Map(OBJECTS.map(({ object, bytes }) => [nameOf(object), bytes]));
const CONFIG = { turnsAtOnce: 1, objectsPerTurn: 20, retentionDays: 90 };

onBothDatabases((open) => {
  let database: Database;
  let detection: Detection;
  let expected: string;
  beforeAll(async () => {
    database = await open();
    detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    expected = digestOf(findingsInOneGo(detection, OBJECTS));
  });
  beforeEach(async () => {
    await empty(database.db);
  });
  afterAll(() => database.close());

  async function scanAndStore(objects = OBJECTS): Promise<string> {
    using outcome = await scanObjects(
      objects.map(({ object }) => object),
      {
        detection,
        store: { get: async (object) => BYTES.get(nameOf(object)) ?? { refused: 'missing', message: 'Gone.' } },
        now: new Date('2026-03-01T00:00:00Z'),
        onReport: () => undefined,
      },
    );
    const sinks = [{ name: 'test', terms: EVERY_VERSION, partition: () => 'p' }];
    return storeFindings({ db: database.db, detection, sinks }, outcome.findings.observations(), [...outcome.facts]);
  }

  test('what a scan keeps is what the service would have, and doing it again adds nothing', async () => {
    expect(await scanAndStore()).toMatch(/^Kept (\d+) findings in the database, \1 of them new\.$/);
    expect((await storedDigest(database.db)).digest).toBe(expected);
    expect(await scanAndStore()).toMatch(/ 0 of them new\.$/);
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });

  test('every finding is owed to every sink', async () => {
    await scanAndStore();
    const { findings } = await storedDigest(database.db);
    expect(await deliveryCounts(database.db, EVERYTHING)).toMatchObject([
      { sink: 'test', state: 'pending', deliveries: findings },
    ]);
  });

  test('logs that were scanned and are read by the service as well are counted once', async () => {
    await scanAndStore(OBJECTS.slice(0, 40));
    await using service = await start(testWorld(database, OBJECTS, [testSink()]), CONFIG, detection);
    await service.receive(OBJECTS.map(({ object }) => object));
    await service.settle();
    expect((await storedDigest(database.db)).digest).toBe(expected);
    await scanAndStore();
    expect((await storedDigest(database.db)).digest).toBe(expected);
  });
});
