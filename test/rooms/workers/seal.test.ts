import { gzipSync, zstdCompressSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { takeLearning } from '#db/queries/learning.ts';
import { putLevel, storedLevels, storedProfile, storedProfiles } from '#db/queries/profiles.ts';
import { readHistory } from '#services/behaviour/stored-history.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import type { Json } from '#services/model/subject.ts';
import { days, minutes } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { observations } from '#db/schema/observations.ts';
import { observeInOrder } from '#services/cli/scan/scan-learning.ts';
import { forgetDays } from '#services/workers/pass/forget-days.ts';
import { learnDay } from '#services/workers/pass/learn-day.ts';
import { receive } from '#services/workers/receive.ts';
import { seal } from '#services/workers/seal.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { unpack } from '#services/workers/turn/stored-knowledge.ts';
import { takeTurn } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { NO_INTEL } from '../../replay/detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { receiveObjects } from '../db/turns.ts';
import { recordingQueue } from './recording-queue.ts';
import { testWorld } from './world.ts';

const PROFILE = 'Profile:IAMUser/Calls';
const PARTITION = 'cloudtrail/111122223333';

let database: Database;
let detection: Detection;
beforeAll(async () => {
  database = await openEmpty();
  const detectors = (await loadDetectors()).filter(({ learned }) => learned !== undefined);
  detection = await openDetection({ detectors, intel: NO_INTEL });
});
beforeEach(async () => {
  await empty(database.db);
});
afterAll(() => database.close());

/** A log object of one day of February 2026, of calls by alice: `service:Call`, or of objects `s3:Call@bucket`. */
function objectOf(day: number, calls: readonly string[], name = 'a') {
  const records = calls.map((call, index) => {
    const [service = '', named = ''] = call.split(':');
    const [eventName, bucketName] = named.split('@');
    const eventTime = `2026-02-${String(day).padStart(2, '0')}T10:00:${String(index).padStart(2, '0')}Z`;
    return event({
      eventSource: `${service}.amazonaws.com`,
      eventName,
      eventTime,
      requestParameters: bucketName === undefined ? { userName: 'alice', n: name } : { bucketName, key: name },
      ...(bucketName !== undefined && { eventCategory: 'Data', managementEvent: false }),
    });
  });
  const bytes = gzipSync(JSON.stringify({ Records: records }));
  const key = `${day}-${name}.json.gz`;
  const object = { bucket: 'logs', key, etag: 'e', sizeBytes: bytes.length, source: 'cloudtrail' as const };
  return { object: { ...object, accountId: '111122223333', region: 'us-east-1' }, bytes };
}

async function open(objects: readonly ReturnType<typeof objectOf>[]) {
  const world = testWorld(database, objects);
  const queue = recordingQueue();
  const parts = {
    world,
    queue,
    detection,
    thinkers: thinkHere(detection),
    held: createHeldTallies(),
    objectsPerTurn: 1,
    keptRecords: 3,
  };
  const read = async (...keys: readonly string[]) => {
    await receive(
      world,
      queue,
      detection.sources,
      objects.map(({ object }) => object).filter(({ key }) => keys.includes(key)),
    );
    while ((await takeTurn(parts, PARTITION)).state === 'committed');
  };
  return { world, read, seal: () => seal(world, detection.detectors, 1) };
}

const EVERY_DAY = ['iam:UpdateLoginProfile'];
const DAYS = Array.from({ length: 12 }, (_, i) => i + 1);

async function findings() {
  const page = await findingsPage(database.db, EVERYTHING, {}, { by: 'updatedAt', descending: true }, { limit: 10 });
  return page.map(({ finding }) => finding);
}

test('what was done on the days before is ordinary, once those are sealed; without it is told of', async () => {
  const objects = [...DAYS, 20].map((day) => objectOf(day, EVERY_DAY));
  const { read, seal: sealNow } = await open(objects);
  await read(...DAYS.map((day) => `${day}-a.json.gz`));
  const before = await findings();
  expect(before.map(({ type }) => type)).toEqual(['PrivilegeEscalation:IAMUser/AnomalousBehavior']);
  await sealNow();
  await read('20-a.json.gz');
  expect(digestOf(await findings())).toBe(digestOf(before));
  const [row] = await database.db.execute<{ version: string }>(
    sql`select profile_version as version from log_objects where key = '20-a.json.gz'`,
    'objects',
  );
  // 12 February 2026.
  expect(row?.version?.split(' ')).toContain(`${PROFILE}=20496/20496`);
});

/** What was observed, when, and how often. */
function seenIn(all: readonly { readonly type: string; readonly windowStart: Date; readonly count: number }[]) {
  return all.map(({ type, windowStart, count }) => `${windowStart.toISOString()} ${type} ${count}`).toSorted();
}

test('days that are read and learned one after the other come to what a scan finds of them', async () => {
  const objects = DAYS.map((day) => objectOf(day, day === 12 ? [...EVERY_DAY, 'iam:CreateLoginProfile'] : EVERY_DAY));
  const work = detection.engine.newWork();
  for (const { object, bytes } of objects)
    detection.decoder.decode(object, bytes, detection.home, (batch, source) =>
      detection.engine.step(batch, object, source, work),
    );
  const scanned = observeInOrder(detection.detectors, work);
  const { world, read } = await open(objects);
  const learning = { detectors: detection.detectors, budget: 1, progress: () => undefined };
  for (const { object } of objects) {
    await read(object.key);
    const day = Date.parse(`2026-02-${object.key.split('-')[0]?.padStart(2, '0')}T00:00:00Z`);
    expect(await learnDay(world, day + days(1), learning)).toBe(true);
  }
  const stored = await database.db.select().from(observations);
  expect(stored.length).toBeGreaterThan(1);
  expect(seenIn(stored)).toEqual(seenIn(scanned.map((each) => ({ ...each, windowStart: new Date(each.windowStart) }))));
});

test('what a new installation sealed is forgotten and learned again after older days, and nothing that lasts', async () => {
  const objects = DAYS.map((day) => objectOf(day, EVERY_DAY));
  const [from, of] = [Date.parse('2026-02-01T00:00:00Z'), detection.detectors];
  const { world, read, seal: sealNow } = await open(objects);
  await read('12-a.json.gz');
  await sealNow();
  expect(await forgetDays(world, from + days(12), of)).toEqual(new Set());
  expect(await storedProfiles(database.db, PROFILE)).toHaveLength(1);
  expect(await forgetDays(world, from, of)).toEqual(new Set());
  expect(await storedLevels(database.db, PROFILE, 0, 30_000)).toEqual([]);
  await read(...DAYS.map((day) => `${day}-a.json.gz`));
  await sealNow();
  const learned = await storedProfile(database.db, PARTITION, PROFILE);
  expect(readHistory(PARTITION, unpack(learned!.value))).toMatchObject({ first: 20_485, last: 20_496 });
  await database.db.execute(sql`delete from tallies where window_end = ${new Date(from + days(1)).toISOString()}`);
  expect(await forgetDays(world, from, of)).toEqual(new Set([PARTITION]));
  expect(await storedProfile(database.db, PARTITION, PROFILE)).toEqual(learned);
});

test.skipIf(inject('postgresUrl') === undefined)('a service seals nothing while another learns', async () => {
  const { read, seal: sealNow } = await open([objectOf(1, EVERY_DAY)]);
  await read('1-a.json.gz');
  const taken = await takeLearning(database);
  await sealNow();
  expect(await storedProfiles(database.db, PROFILE)).toEqual([]);
  await taken[Symbol.asyncDispose]();
  await sealNow();
  expect(await storedProfiles(database.db, PROFILE)).toHaveLength(1);
});

test('nobody waits for ever for a service that reads nothing', async () => {
  const { world } = await open([]);
  await receiveObjects(database.db, [1]);
  // Sealing waits for the end of an outage as well.
  await database.db.execute(
    sql`update log_objects set key_time = '2026-02-01T10:00:00Z', attempts = 2, troubles = '[{"kind":"unavailable"}]'`,
  );
  const waited: number[] = [];
  const progress = (objects: number) => {
    waited.push(objects);
    world.advance(minutes(6));
  };
  const learning = { detectors: [], budget: 1, everyMs: 0, progress };
  expect(await learnDay(world, Date.parse('2026-02-02T00:00:00Z'), learning)).toBe(false);
  expect(waited).toEqual([1, 1, 1]);
  // An account that denies access delays no other.
  await database.db.execute(sql`update log_objects set troubles = '[{"kind":"access-denied"}]'`);
  expect(await learnDay(world, Date.parse('2026-02-02T00:00:00Z'), learning)).toBe(true);
});

test('to seal again, or by two at once, changes nothing, and days are sealed in order', async () => {
  const { read, seal: sealNow } = await open(DAYS.map((day) => objectOf(day, EVERY_DAY)));
  await read(...DAYS.map((day) => `${day}-a.json.gz`));
  await Promise.all([sealNow(), sealNow()]);
  const once = await storedProfile(database.db, PARTITION, PROFILE);
  expect(once?.sealedDay).toBe(20_496);
  await sealNow();
  expect(await storedProfile(database.db, PARTITION, PROFILE)).toEqual(once);
});

test('who dies between two days has sealed the first, and the next goes on from there to the same', async () => {
  const { world, read, seal: sealNow } = await open(DAYS.map((day) => objectOf(day, EVERY_DAY)));
  await read(...DAYS.map((day) => `${day}-a.json.gz`));
  await sealNow();
  const whole = await storedProfiles(database.db, PROFILE);
  await database.db.execute(sql`truncate profiles, profile_levels`);
  for (let deaths = 1; deaths < 4; deaths++)
    await expect(seal(dying(world, deaths * 3), detection.detectors, 1)).rejects.toThrow('killed');
  await sealNow();
  expect(await storedProfiles(database.db, PROFILE)).toEqual(whole);
});

/** A world whose database is gone after this many statements. */
function dying(world: Awaited<ReturnType<typeof open>>['world'], statements: number): typeof world {
  let left = statements;
  const db = new Proxy(world.database.db, {
    get(target, name) {
      if (['select', 'insert', 'update', 'delete', 'execute'].includes(String(name)) && left-- <= 0)
        throw new Error('killed');
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { ...world, database: { ...world.database, db } };
}

test('a day that nobody can read teaches nothing, and the days after it do', async () => {
  const { world, read, seal: sealNow } = await open([1, 2, 3].map((day) => objectOf(day, EVERY_DAY)));
  await read('1-a.json.gz', '2-a.json.gz', '3-a.json.gz');
  await database.db.execute(
    sql`update tallies set value = '\\x00' where type = ${PROFILE} and window_start = '2026-02-02T00:00:00Z'`,
  );
  await sealNow();
  const discarded = world.told.filter((told) => told.event === 'tally-discarded').map(({ details }) => details);
  expect(discarded).toMatchObject([{ partition: PARTITION, type: PROFILE, day: 20_486 }]);
  const stored = await storedProfile(database.db, PARTITION, PROFILE);
  expect(stored?.sealedDay).toBe(20_487);
  const history = readHistory(PARTITION, unpack(stored?.value ?? Buffer.alloc(0)));
  expect([...history.alerts.keys()]).toEqual([20_485, 20_487]);
});

test('a day is not sealed before six hours after its end, nor while objects of it wait to be read', async () => {
  const { world, read, seal: sealNow } = await open([objectOf(1, EVERY_DAY), objectOf(2, EVERY_DAY)]);
  await read('1-a.json.gz', '2-a.json.gz');
  await database.db.execute(
    sql`update log_objects set state = 'pending', key_time = '2026-02-02T09:00:00Z' where key = '2-a.json.gz'`,
  );
  await sealNow();
  expect((await storedProfile(database.db, PARTITION, PROFILE))?.sealedDay).toBe(20_485);
  await database.db.execute(sql`truncate profiles, profile_levels`);
  await database.db.execute(sql`update log_objects set state = 'read' where key = '2-a.json.gz'`);
  world.advance(Date.parse('2026-02-03T05:59:00Z') - world.now().getTime());
  await sealNow();
  expect((await storedProfile(database.db, PARTITION, PROFILE))?.sealedDay).toBe(20_485);
  world.advance(minutes(1));
  await sealNow();
  expect((await storedProfile(database.db, PARTITION, PROFILE))?.sealedDay).toBe(20_486);
});

test('an object that cannot be had holds no day back', async () => {
  const { read, seal: sealNow } = await open([objectOf(1, EVERY_DAY), objectOf(2, EVERY_DAY)]);
  await read('1-a.json.gz', '2-a.json.gz');
  await database.db.execute(
    sql`update log_objects set state = 'pending', attempts = 1, key_time = '2026-02-01T09:00:00Z' where key = '1-a.json.gz'`,
  );
  await sealNow();
  expect((await storedProfile(database.db, PARTITION, PROFILE))?.sealedDay).toBe(20_486);
});

test('levels of the organization are kept for as long as days may be judged by them', async () => {
  const { world, read, seal: sealNow } = await open(DAYS.map((day) => objectOf(day, EVERY_DAY)));
  world.advance(Date.parse('2026-02-02T07:00:00Z') - world.now().getTime());
  for (const day of [1, 2, 3]) {
    await read(`${day}-a.json.gz`);
    await sealNow();
    world.advance(days(1));
  }
  // Since 31 January 2026.
  const levels = await storedLevels(database.db, PROFILE, 0, 30_000);
  expect(levels.map(({ day }) => day - 20_484)).toEqual([3, 2, 1]);
});

test('a day is sealed by what the organization was two days before, whatever it was on the day between', async () => {
  const story = ['iam:CreateUser', 'iam:CreateLoginProfile', 'iam:PutUserPolicy', 'iam:AddUserToGroup'];
  const { world, read, seal: sealNow } = await open([...DAYS, 20].map((day) => objectOf(day, story)));
  await read(...DAYS.map((day) => `${day}-a.json.gz`));
  await sealNow();
  // In an organization whose identities do all that every day.
  const [level] = await storedLevels(database.db, PROFILE, 0, 30_000);
  const usual = unpack(level?.value ?? new Uint8Array());
  if (typeof usual !== 'object' || usual === null) throw new Error('A level was sealed.');
  await empty(database.db);
  await read('20-a.json.gz');
  const day = 20_504;
  const alerts = async (of: number | undefined) => {
    await database.db.execute(sql`truncate profiles, profile_levels`);
    if (of !== undefined)
      await putLevel(
        database.db,
        PROFILE,
        {
          day: of,
          value: zstdCompressSync(
            JSON.stringify({ ...usual, day: of, days: many(usual, 'days'), codes: many(usual, 'codes') }),
          ),
        },
        0,
      );
    await seal(world, detection.detectors, 1);
    const profile = await storedProfile(database.db, PARTITION, PROFILE);
    return readHistory(PARTITION, unpack(profile?.value ?? new Uint8Array())).alerts.get(day);
  };
  const alone = await alerts(undefined);
  expect(alone?.size).toBeGreaterThan(0);
  expect(await alerts(day - 1)).toEqual(alone);
  expect(await alerts(day - 2)).not.toEqual(alone);
});

/** The same rates, of so many identities that they have much weight. */
function many(level: object, name: 'days' | 'codes'): Json {
  const counts = z.array(z.tuple([z.string(), z.number()])).parse(Reflect.get(level, name));
  return counts.map(([code, count]) => [code, 1000 * count]);
}

const buckets = (from: number) => Array.from({ length: 24 }, (_, i) => `s3:GetObject@tenant-${from + i}`);

test('each profile is judged by what was learned of it', async () => {
  const objects = [
    ...[...DAYS, 20].map((day) => objectOf(day, [...EVERY_DAY, ...buckets(0)])),
    objectOf(21, [...EVERY_DAY, ...buckets(24)]),
  ];
  const { read, seal: sealNow } = await open(objects);
  await read(...DAYS.map((day) => `${day}-a.json.gz`));
  const before = await findings();
  await sealNow();
  await read('20-a.json.gz');
  expect(digestOf(await findings())).toBe(digestOf(before));
  await read('21-a.json.gz');
  const after = (await findings()).map(({ type }) => type);
  expect(after.filter((type) => !before.some((known) => known.type === type))).toEqual([
    'Exfiltration:S3/AnomalousBehavior',
  ]);
});

test('a day comes to the same findings however it is cut into turns, in any order', async () => {
  const story = [
    'iam:CreateUser',
    'iam:CreateLoginProfile',
    'iam:PutUserPolicy',
    'iam:AddUserToGroup',
    'sts:GetFederationToken',
    'wafv2:DeleteWebACL',
  ];
  const objects = story.map((call, index) => objectOf(3, [call], String(index)));
  const keys = objects.map(({ object }) => object.key);
  const digests = new Set<string>();
  for (const order of [keys, keys.toReversed(), [...keys.slice(3), ...keys.slice(0, 3)]]) {
    await empty(database.db);
    const { read } = await open(objects);
    for (const key of order) await read(key);
    digests.add(digestOf(await findings()));
    expect((await findings()).length).toBeGreaterThan(2);
  }
  expect(digests.size).toBe(1);
});
