import { gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import { receive } from '#services/workers/receive.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { learn } from '#services/workers/turn/learn.ts';
import { takeTurn } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import type { TestObject } from '../../../replay/objects.ts';
import { DETAILS, INTERFACE, launch } from '../../inventory/launch.ts';
import { recordingQueue, type RecordingQueue } from '../recording-queue.ts';
import { testSink, testWorld } from '../world.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

/** AWS's answer about a network interface. */
const ASKED = {
  accountId: '111122223333',
  region: 'us-east-1',
  member: 'instanceDetails',
  alias: INTERFACE,
  since: Date.parse(DETAILS.launchTime),
  details: { instanceId: DETAILS.instanceId },
  taughtBy: 'call',
} as const;

let database: Database;
let detection: Detection;
let queue: RecordingQueue;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
});
beforeEach(async () => {
  queue = recordingQueue();
  await empty(database.db);
});
afterAll(() => database.close());

function objectOf(source: 'cloudtrail' | 'vpc-flow', text: string, key = `${source}.gz`) {
  const bytes = gzipSync(text);
  return {
    object: {
      bucket: 'logs',
      key,
      etag: 'e',
      sizeBytes: bytes.length,
      source,
      accountId: '111122223333',
      region: 'us-east-1',
    },
    bytes,
  };
}

const FLOWS = objectOf(
  'vpc-flow',
  [FLOW_HEADER, ...Array.from({ length: 20 }, (_, port) => flow({ dstport: port + 1 })), ''].join('\n'),
);
const TRAIL = objectOf('cloudtrail', JSON.stringify({ Records: [event(), launch()] }));
const PARTITIONS = { 'vpc-flow': 'vpc-flow/111122223333/us-east-1', cloudtrail: 'cloudtrail/111122223333' };

async function partsOf(objects: readonly TestObject[]) {
  const world = testWorld(database, objects, [testSink()]);
  await receive(
    world,
    queue,
    detection.sources,
    objects.map(({ object }) => object),
  );
  return {
    world,
    queue,
    detection,
    thinkers: thinkHere(detection),
    held: createHeldTallies(),
    objectsPerTurn: 100,
    keptRecords: 3,
  };
}

/** Reads one object after the other, each in a turn of its own. */
async function read(...objects: readonly ReturnType<typeof objectOf>[]) {
  const parts = await partsOf(objects);
  for (const { object } of objects) {
    expect(await takeTurn(parts, PARTITIONS[object.source])).toMatchObject({ state: 'committed' });
    parts.world.advance(1000);
  }
  return findings();
}

async function findings() {
  const rows = await findingsPage(database.db, EVERYTHING, {}, { by: 'severity', descending: true }, { limit: 10 });
  return rows.map(({ finding }) => finding);
}

const deliveries = () =>
  database.db.execute<{ version: string; updated: string }>(
    sql`select d.version::text as version, f.updated_at::text as updated from deliveries d join findings f on f.id = d.finding_id`,
    'objects',
  );

test('a launch describes the finding, whether it is read before or after, and the sink is owed what it is then', async () => {
  const [before] = await read(TRAIL, FLOWS);
  await database.db.execute(
    sql`truncate log_objects, tallies, findings, deliveries, inventory, inventory_versions cascade`,
  );
  const [after] = await read(FLOWS, TRAIL);
  expect(before?.resource).toMatchObject({
    id: INTERFACE,
    instanceDetails: {
      ...DETAILS,
      networkInterfaces: [{ networkInterfaceId: INTERFACE, vpcId: DETAILS.networkInterfaces[0]?.vpcId }],
    },
  });
  expect(after?.resource).toEqual(before?.resource);
  expect(after?.id).toBe(before?.id);
  expect(Date.parse(after?.updatedAt ?? '') - Date.parse(after?.createdAt ?? '')).toBe(1000);
  for (const { version, updated } of await deliveries()) expect(version).toBe(updated);
  expect(queue.woken.filter(({ job }) => job === 'deliver').flatMap(({ keys }) => keys)).toHaveLength(3);
});

test('the same launch read again changes nothing', async () => {
  const [first] = await read(TRAIL, FLOWS);
  const again = objectOf('cloudtrail', JSON.stringify({ Records: [launch()] }), 'again.gz');
  const [second] = await read(again);
  expect(second).toEqual(first);
});

test('what AWS says later takes the place of what the launch told, and what records say of the finding stays', async () => {
  await read(FLOWS, TRAIL);
  const details = {
    instanceId: DETAILS.instanceId,
    instanceType: 'm7i.large',
    networkInterfaces: [{ networkInterfaceId: INTERFACE, privateIpAddress: '10.9.9.9' }],
  };
  const world = testWorld(database, []);
  const fact = { ...ASKED, details };
  const owed: number[] = [];
  const parts = { db: database.db, sinks: [testSink()], now: world.now };
  await learn(parts, [fact], async (_, orders) => void owed.push(orders.length));
  const [finding] = await findings();
  expect(owed).toEqual([1]);
  expect(finding?.resource.instanceDetails).toEqual(details);
  // Records of earlier hours: the stored finding keeps the latest record, and so the resource.
  const earlier = Array.from({ length: 40 }, (_, port) => flow({ dstport: port + 1, start: 1772445600 - 10_000 }));
  const more = objectOf('vpc-flow', [FLOW_HEADER, ...earlier, ''].join('\n'), 'more.gz');
  const [grown] = await read(more);
  expect(grown?.service.count).toBe(60);
  expect(grown?.resource).toEqual(finding?.resource);
  const less = { instanceId: DETAILS.instanceId };
  await learn(parts, [{ ...fact, details: less }], async () => {});
  const [last] = await findings();
  expect(last?.resource.instanceDetails).toEqual({ ...less, networkInterfaces: [{ networkInterfaceId: INTERFACE }] });
});

test('a description is a later version of its finding, also by a clock that is behind', async () => {
  const [before] = await read(FLOWS);
  await learn({ db: database.db, sinks: [], now: () => new Date(0) }, [ASKED], async () => {});
  const [after] = await findings();
  expect(after?.resource.instanceDetails).toMatchObject(ASKED.details);
  expect(Date.parse(after?.updatedAt ?? '') - Date.parse(before?.updatedAt ?? '')).toBe(1);
});

test('more facts than fit into one commit are all learned', async () => {
  const facts = Array.from({ length: 4001 }, (_, n) => ({ ...ASKED, alias: `eni-${n}` }));
  let commits = 0;
  await learn({ db: database.db, sinks: [], now: () => new Date(0) }, facts, async () => void commits++);
  expect(commits).toBe(3);
  const [{ known } = { known: 0 }] = await database.db.execute<{ known: number }>(
    sql`select count(*)::int as known from inventory`,
    'objects',
  );
  expect(known).toBe(facts.length);
});

test('the ledger says with which inventory a turn ran', async () => {
  await read(TRAIL, FLOWS);
  const rows = await database.db.execute(sql`select key, inventory_version from log_objects order by key`, 'objects');
  expect(rows).toEqual([
    { key: 'cloudtrail.gz', inventory_version: null },
    { key: 'vpc-flow.gz', inventory_version: 1 },
  ]);
});
