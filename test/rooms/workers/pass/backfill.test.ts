import process from 'node:process';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import { openDatabase, type Database } from '#db/client.ts';
import { auditPage } from '#db/queries/audit.ts';
import { objectCounts } from '#db/queries/log-objects.ts';
import { openAws, type Aws } from '#services/aws/aws.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { days, hours } from '#services/model/time.ts';
import { daysBetween } from '#services/organization/listing.ts';
import { NO_PLAN, type LogPrefix } from '#services/organization/plan.ts';
import { start } from '#services/start.ts';
import { backfill } from '#services/workers/pass/backfill.ts';
import { listPrefixes } from '#services/workers/pass/list-prefixes.ts';
import { receive } from '#services/workers/receive.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../../replay/detectors.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { findingsInOneGo, storedDigest } from '../../../replay/digest.ts';
import { testObjects } from '../../../replay/objects.ts';
import { FakeBucket } from '../../../world/fake-bucket.ts';
import { useServer, vedette } from '../../cli/run.ts';
import { recordingQueue } from '../recording-queue.ts';
import { testWorld, type TestWorld } from '../world.ts';
import { empty } from '../../../renewal.ts';

const OBJECTS = testObjects(20).filter(({ object }) => object.source === 'cloudtrail');
const ACCOUNTS = [...new Set(OBJECTS.map(({ object }) => object.accountId!))];
const CONFIG = { turnsAtOnce: 2, objectsPerTurn: 7, retentionDays: 90 };
/** The time that all of their keys name. */
const AT = Date.parse('2026-03-02T06:00:00Z');

describe('a backfill', () => {
  useServer();
  let database: Database;
  let detection: Detection;
  let bucket: FakeBucket;
  let aws: Aws;
  let world: TestWorld;
  const before = { ...process.env };

  const enter = (objects: readonly LogObject[]) => receive(world, recordingQueue(), detection.sources, objects);
  /** Lists like a pass of the running service: a day back and no further. */
  const pass = (now: number) =>
    listPrefixes(
      { database, now: () => new Date(now) },
      aws,
      { ...NO_PLAN, prefixes: ACCOUNTS.map(placeOf), readers: new Map([['trail', ['administrator']]]) },
      enter,
      { firstTime: now - days(1), lateMs: days(7) },
    );
  const objectsOf = async (changes: object) =>
    (await backfill({ database }, aws, enter, { ...span, ...changes })).objects;
  const span = { from: AT - hours(1), to: AT + hours(1) };

  beforeAll(async () => {
    database = await openDatabase(process.env['DATABASE_URL'] ?? 'pglite:memory');
    detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    bucket = await FakeBucket.open();
    for (const { object, bytes } of OBJECTS)
      bucket.put({ key: object.key, etag: object.etag, bytes, modifiedAt: new Date(AT) });
    const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'none' };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: bucket.url,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    });
    aws = openAws({
      region: 'us-east-1',
      partition: 'aws',
      memberRole: { name: 'none', externalId: undefined, sessionName: 'test' },
      endpoint: bucket.url,
      credentials: async () => keys,
      attemptsMax: 1,
    });
    world = testWorld(database, OBJECTS);
  });
  beforeEach(() => empty(database.db));
  afterAll(async () => {
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    await aws[Symbol.asyncDispose]();
    await bucket[Symbol.asyncDispose]();
    await database.close();
  });

  test('enters what the running service never looked at, beside it and twice over: each object counts once', async () => {
    await pass(AT + days(30));
    expect((await objectCounts(database.db)).pending).toBe(0);
    await using service = await start(world, CONFIG, detection);
    const [first, second] = await Promise.all([
      backfill({ database }, aws, enter, span),
      backfill({ database }, aws, enter, span),
      pass(AT + days(30)),
      service.receive(OBJECTS.slice(0, 5).map(({ object }) => object)),
    ]);
    for (const filled of [first, second])
      expect(filled).toEqual({ places: ACCOUNTS.length, objects: OBJECTS.length, refused: new Map() });
    await service.settle();
    await backfill({ database }, aws, enter, span);
    await service.settle();
    expect(await objectCounts(database.db)).toMatchObject({ pending: 0, read: OBJECTS.length });
    expect((await storedDigest(database.db)).digest).toBe(digestOf(findingsInOneGo(detection, OBJECTS)));
  });

  test('takes the time, the accounts and the kinds of logs that it is told, and no more', async () => {
    await pass(AT + days(30));
    expect(await objectsOf({ to: AT })).toBe(0);
    expect(await objectsOf({ from: AT, to: AT + 1 })).toBe(OBJECTS.length);
    expect(await objectsOf({ from: AT + 1 })).toBe(0);
    expect(await objectsOf({ sources: ['vpc-flow'] })).toBe(0);
    const [account] = ACCOUNTS;
    expect(await objectsOf({ accountIds: [account] })).toBe(
      OBJECTS.filter(({ object }) => object.accountId === account).length,
    );
  });

  test('enters the days of all places in order, and tells of the end of each', async () => {
    await pass(AT + days(30));
    const told: unknown[] = [];
    const entered = async (dayEndsAt: number) => {
      told.push([dayEndsAt, (await objectCounts(database.db)).pending]);
    };
    await backfill({ database }, aws, enter, { from: AT - days(1), to: AT + days(1), entered });
    const begun = AT - hours(6);
    expect(told).toEqual([
      [begun, 0],
      [begun + days(1), OBJECTS.length],
      [AT + days(1), OBJECTS.length],
    ]);
  });

  test('a place that refuses holds up no other', async () => {
    await pass(AT + days(30));
    await database.db.execute(
      sql`update listings set marker = replace(marker, '"as":"administrator"', '"as":"000000000000"') where account_id = ${ACCOUNTS[0]}`,
    );
    const { refused, objects } = await backfill({ database }, aws, enter, span);
    expect([...refused.keys()]).toEqual([`trail/AWSLogs/${ACCOUNTS[0]}/CloudTrail/us-east-1/`]);
    expect(objects).toBe(OBJECTS.filter(({ object }) => object.accountId !== ACCOUNTS[0]).length);
  });

  test('is refused for what the ledger has forgotten, and for no time at all', async () => {
    expect(await vedette('backfill', '--from=91d')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no longer knows/),
    });
    expect(await vedette('backfill', '--from=1h', '--to=2h')).toMatchObject({ code: 2 });
    const none = await vedette('backfill', '--from=1h');
    expect([none.code, none.stderr]).toEqual([0, expect.stringMatching(/No log folders are known/)]);
    await pass(Date.now());
    const filled = await vedette('backfill', '--from=1h');
    const [told] = await auditPage(database.db, EVERYTHING, { limit: 1 });
    expect(told?.entry).toMatchObject({ who: 'local', what: 'log-objects.backfilled' });
    expect([filled.code, filled.stderr]).toEqual([0, expect.stringMatching(/^0 objects of 4 places added/)]);
  });

  test('of a day after the other waits for nobody where nothing is to be read', async () => {
    await pass(Date.now());
    const { code, stderr } = await vedette('backfill', '--from=2d', '--in-order', `--account=${ACCOUNTS[0]}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^0 objects of 1 place added/) });
    const [told] = await auditPage(database.db, EVERYTHING, { limit: 1 });
    expect(told?.entry.about).toMatchObject({ accountIds: [ACCOUNTS[0]] });
  });

  test('of a folder that refuses names it, and ends with 1', async () => {
    await pass(Date.now());
    await database.db.execute(
      sql`update listings set marker = replace(marker, '"as":"administrator"', '"as":"000000000000"') where account_id = ${ACCOUNTS[0]}`,
    );
    const { code, stderr } = await vedette('backfill', '--from=1h');
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^trail/AWSLogs/${ACCOUNTS[0]}/CloudTrail/us-east-1/: \\S`, 'm'));
    expect(stderr).toContain('0 objects of 4 places added');
  });

  test('looks into the folders of the days that it is about', () => {
    expect(daysBetween(AT, AT + 1, false)).toEqual(['2026/03/02/']);
    expect(daysBetween(AT, AT + days(1), true)).toEqual(['year=2026/month=03/day=02/', 'year=2026/month=03/day=03/']);
    expect(daysBetween(AT - hours(6), AT - hours(6), false)).toEqual([]);
    expect(daysBetween(AT - hours(6), AT + hours(18), false)).toEqual(['2026/03/02/']);
  });
});

function placeOf(accountId: string): LogPrefix {
  return {
    source: 'cloudtrail',
    accountId,
    region: 'us-east-1',
    bucket: 'trail',
    prefix: `AWSLogs/${accountId}/CloudTrail/us-east-1/`,
    hive: false,
    owner: undefined,
    live: true,
  };
}
