import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { sql, type SQL } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { storedProfiles } from '#db/queries/profiles.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { createLog } from '#services/log.ts';
import { replay, type Replayed } from '#services/replay.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { start } from '#services/start.ts';
import { seal } from '#services/workers/seal.ts';
import { openEmpty } from '../databases.ts';
import { empty } from '../renewal.ts';
import { NO_INTEL } from '../replay/detectors.ts';
import { testWorld, type TestWorld } from './workers/world.ts';

const CONFIG = { turnsAtOnce: 1, objectsPerTurn: 100 };
/** What alice does every day, which is reported while nothing is known of her, and what she does once. */
const USUAL = ['iam:UpdateLoginProfile'];
const UNUSUAL = ['iam:CreateUser', 'iam:CreateLoginProfile', 'iam:CreateAccessKey', 'ec2:ImportKeyPair'];

function objectOf(day: string, calls: readonly string[]) {
  const records = calls.map((call, index) => {
    const [service = '', eventName] = call.split(':');
    const eventTime = `2026-02-${day}T10:00:${String(index).padStart(2, '0')}Z`;
    const requestParameters = { userName: 'alice' };
    return event({ eventSource: `${service}.amazonaws.com`, eventName, eventTime, requestParameters });
  });
  const bytes = gzipSync(JSON.stringify({ Records: records }));
  const key = `AWSLogs/111122223333/CloudTrail/us-east-1/2026/02/${day}/111122223333_CloudTrail_us-east-1_202602${day}T1005Z_${day.padStart(16, 'a')}.json.gz`;
  const object = { bucket: 'logs', key, etag: 'e', sizeBytes: bytes.length, source: 'cloudtrail' as const };
  return { object: { ...object, accountId: '111122223333', region: 'us-east-1' }, bytes };
}

const BEFORE = Array.from({ length: 12 }, (_, n) => objectOf(String(n + 1).padStart(2, '0'), USUAL));
const LAST = objectOf('20', [...USUAL, ...UNUSUAL]);
const THAT_DAY = { from: new Date('2026-02-20T00:00:00Z'), to: new Date('2026-02-21T00:00:00Z') };

let database: Database;
let scratch: Database;
let detection: Detection;
let world: TestWorld;
beforeAll(async () => {
  const detectors = (await loadDetectors()).filter(({ learned }) => learned !== undefined);
  detection = await openDetection({ detectors, intel: NO_INTEL });
  [database, scratch] = await Promise.all([openEmpty(), openEmpty()]);
  world = testWorld(database, [...BEFORE, LAST]);
  await using service = await start(world, { ...CONFIG, retentionDays: 3650, lateDays: 3650 }, detection);
  await service.receive(BEFORE.map(({ object }) => object));
  await service.settle();
  await seal(world, detectors, 1);
  await service.receive([LAST.object]);
  await service.settle();
  // What is learned later, and of others, makes no difference.
  await seal(world, detectors, 1);
  await database.db.execute(
    sql`insert into profiles (partition, name, sealed_day, value) select 'aside/444455556666', name, sealed_day - 15, value from profiles`,
  );
});
afterAll(async () => {
  await database.close();
  await scratch.close();
});

async function replayed(accountIds?: readonly string[]): Promise<Replayed> {
  await empty(scratch.db);
  return replay(
    {
      db: database.db,
      scratch: async () => ({ ...scratch, close: async () => undefined }),
      objects: world.objects,
      detection,
      log: createLog('silent'),
      config: CONFIG,
    },
    { ...THAT_DAY, accountIds },
  );
}

test('a day is judged again by what was learned until then', async () => {
  const again = await replayed();
  expect(again.differences).toEqual([]);
  expect(again).toMatchObject({ forgotten: [], otherwise: { learned: 0 } });
  expect(again.findings).toBeGreaterThan(0);
  expect(again.digest).toBe(again.live);
});

test('what was judged by less than is known is counted, and shows as a difference', async () => {
  await database.db.execute(
    sql`update log_objects set profile_version = 'Profile:IAMUser/Calls=none/none' where key = ${LAST.object.key}`,
  );
  expect((await replayed()).otherwise.learned).toBe(1);
});

test('where days are forgotten that a day was judged by, its types are not compared', async () => {
  const [profile] = await storedProfiles(database.db, 'Profile:IAMUser/Calls');
  const history = JSON.parse(zstdDecompressSync(profile?.value ?? Buffer.alloc(0)).toString());
  const older = zstdCompressSync(JSON.stringify({ ...history, first: 20_000, last: 20_600 }));
  const forget = (which: SQL) =>
    database.db.execute(sql`update profiles set value = decode(${older.toString('base64')}, 'base64') where ${which}`);
  await forget(sql`partition like 'aside/%'`);
  expect((await replayed(['111122223333'])).forgotten).toEqual([]);
  await forget(sql`true`);
  const again = await replayed();
  expect(again.forgotten).toContain('PrivilegeEscalation:IAMUser/AnomalousBehavior');
  expect(again).toMatchObject({ findings: 0, differences: [] });
});
