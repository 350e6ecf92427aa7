import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { putAccounts } from '#db/queries/accounts.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { detectorsVersion } from '#services/detectors.ts';
import tampered from '#services/detectors/stealth/s3-log-file-tampered.ts';
import { createLog } from '#services/log.ts';
import { eventBatchKey, type BatchOrigin } from '#services/model/event-batch.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { hours } from '#services/model/time.ts';
import { replay, type Replayed } from '#services/replay.ts';
import { proofOf } from '#services/sources/cloudtrail-digest/proof.ts';
import { start } from '#services/start.ts';
import { memoryOf } from '#services/workers/kits/memory.ts';
import type { Received } from '#services/workers/receive.ts';
import { sweep } from '#services/workers/sweep.ts';
import { openEmpty } from '../databases.ts';
import { empty } from '../renewal.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import { testObjects } from '../replay/objects.ts';
import { memberAccount } from '../member-account.ts';
import { testWorld, type TestWorld } from './workers/world.ts';

const CONFIG = { turnsAtOnce: 2, objectsPerTurn: 100 };
const objects = testObjects(25, 7);
const DETECTORS = [...TEST_DETECTORS, tampered];
/** The time of the logs of `testObjects`, with an hour on both sides. */
const WHOLE = { from: new Date('2026-03-02T05:00:00Z'), to: new Date('2026-03-02T13:00:00Z') };

let database: Database;
let detection: Detection;
let world: TestWorld;

/** One database for all replays, emptied for each: opening one takes longer than using it. */
let scratch: Database;
async function emptied(): Promise<Database> {
  await empty(scratch.db);
  return { ...scratch, close: async () => undefined };
}

async function replayed(
  which: Partial<typeof WHOLE> & { accountIds?: readonly string[] } = {},
  as = detection,
): Promise<Replayed> {
  return replay(
    {
      db: database.db,
      scratch: emptied,
      objects: world.objects,
      detection: as,
      log: createLog('silent'),
      config: CONFIG,
    },
    { ...WHOLE, ...which },
  );
}

/** What turns use besides the logs. */
async function known({ db }: Database) {
  return db.execute(
    sql`select (select count(*)::int from accounts) as accounts, (select count(*)::int from inventory) as facts,
      (select count(*)::int from inventory where alias = 'i-1') as told,
      (select max(version) from inventory_versions) as version, (select max(listed_at) from accounts) as at`,
    'objects',
  );
}

/** How many findings of a type there are. */
async function foundOf(type: string): Promise<number> {
  return (await database.db.execute(sql`select 1 from findings where type = ${type}`, 'objects')).length;
}

/** Everything that a replay could have written. */
async function tables() {
  return database.db.execute(
    sql`select (select count(*) from log_objects) as objects, (select max(updated_at) from findings) as at`,
    'objects',
  );
}

beforeAll(async () => {
  detection = await openDetection({ detectors: DETECTORS, intel: NO_INTEL });
  [database, scratch] = await Promise.all([openEmpty(), openEmpty()]);
  world = testWorld(database, objects);
  await putAccounts(database.db, [memberAccount('111122223333')], world.now());
  await database.db.execute(sql`insert into inventory_versions (account_id, version) values ('111122223333', 3)`);
  await database.db.execute(
    sql`insert into inventory (account_id, region, member, alias, since, details, taught_by, version, learned_at)
      values ('111122223333', 'us-east-1', 'instanceDetails', 'i-1', now(), '{}', 'call', 3, now())`,
  );
  await using service = await start(world, { ...CONFIG, retentionDays: 90 }, detection);
  // In two parts, and in another order than the replay reads them.
  await service.receive(objects.slice(12).map(({ object }) => object));
  await service.settle();
  await service.receive(objects.slice(0, 12).map(({ object }) => object));
  await service.settle();
});
afterAll(async () => {
  await database.close();
  await scratch.close();
});
beforeEach(() => {
  for (const { object, bytes } of objects) world.store.set(object.key, bytes);
});

describe('logs that are read again', () => {
  test('give the same findings, by one digest, and nothing is written', async () => {
    const before = await tables();
    const again = await replayed();
    expect(again).toMatchObject({ objects: 25, unread: 0, differences: [], forgotten: [] });
    expect(again.findings).toBeGreaterThan(5);
    expect(again.digest).toBe(again.live);
    expect(again.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(again.otherwise).toEqual({ detectors: 0, settings: 0, intel: 0, learned: 0 });
    expect(await tables()).toEqual(before);
    expect(await known(scratch)).toEqual(await known(database));
    expect(await known(scratch)).toMatchObject([{ accounts: 1, told: 1 }]);
  });

  test('of one account are its own alone, and of a time those that began and ended in it', async () => {
    const one = await replayed({ accountIds: ['444455556666'] });
    const part = await replayed({ accountIds: ['444455556666'], to: new Date(WHOLE.from.getTime() + hours(3)) });
    expect(one.objects).toBeLessThan(25);
    expect(one.findings).toBeGreaterThan(part.findings);
    expect(one.differences).toEqual([]);
    expect(one.digest).toBe(one.live);
    expect(part.differences.filter(({ is }) => is === 'added')).toEqual([]);
  });

  test('of which one is gone, or is not what it was, differ finding by finding', async () => {
    const [first] = objects.filter(({ object }) => object.source === 'cloudtrail');
    world.store.set(first?.object.key ?? '', { refused: 'missing', message: 'It was deleted.' });
    const again = await replayed();
    expect(again.unread).toBe(1);
    expect(again.digest).not.toBe(again.live);
    expect(again.differences.length).toBeGreaterThan(0);
    for (const { is, members, accountId } of again.differences) {
      expect(accountId).toBe(first?.object.accountId);
      expect(is === 'different' ? members.length : 1).toBeGreaterThan(0);
    }
  });

  test('with other detectors are said to be', async () => {
    const other = await openDetection({ detectors: DETECTORS.slice(1), intel: NO_INTEL });
    const again = await replayed({}, other);
    expect(again.otherwise).toMatchObject({ detectors: 25, settings: 25, intel: 0 });
    expect(new Set(again.differences.map(({ is }) => is))).toEqual(new Set(['missing']));
    expect(new Set(again.differences.map(({ type }) => type))).toEqual(new Set([TEST_DETECTORS[0]?.type]));
  });

  test('are those of buckets, and what digests proved: what was heard early came with them', async () => {
    const [early] = objects.filter(({ object }) => object.source === 'cloudtrail');
    const at = WHOLE.from.getTime() + hours(2);
    const where = { bucket: 'logs', key: 'a', accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' };
    const proof = proofOf({ kind: 'object-altered', ...where, from: at, to: at, detail: 'Not as delivered.' }, at);
    {
      await using service = await start(world, { ...CONFIG, retentionDays: 90 }, detection);
      await service.receive([
        batch('sqs', 'cloudtrail', early?.bytes ?? new Uint8Array()),
        batch('digest', 'cloudtrail-digest', Buffer.from(`${JSON.stringify(proof)}\n`)),
      ]);
      await service.settle();
    }
    await sweep(world, memoryOf());
    const again = await replayed();
    expect(again).toMatchObject({ objects: 26, unread: 0, differences: [] });
    expect(await foundOf(tampered.type)).toBe(1);
  });

  test('are chosen by the times of their records, where keys tell neither time nor account and they came much later', async () => {
    await database.db.execute(
      sql`update log_objects set key_time = null, account_id = null, received_at = received_at + interval '200 days'`,
    );
    const one = await replayed({ accountIds: ['444455556666'] });
    expect(one.findings).toBeGreaterThan(0);
    expect(one.differences).toEqual([]);
    expect(await replayed({ from: WHOLE.to, to: new Date(WHOLE.to.getTime() + hours(1)) })).toMatchObject({
      objects: 0,
    });
  });
});

test('detectors have another version when one asks something else', () => {
  const [first, ...others] = TEST_DETECTORS;
  if (first === undefined) throw new Error('There are test detectors.');
  const version = detectorsVersion(TEST_DETECTORS);
  expect(detectorsVersion([...TEST_DETECTORS])).toBe(version);
  expect(detectorsVersion([{ ...first, title: 'Other words' }, ...others])).not.toBe(version);
  expect(detectorsVersion([{ ...first, explain: () => 'otherwise' }, ...others])).not.toBe(version);
});

function batch(origin: BatchOrigin, source: SourceName, content: Uint8Array): Received {
  const key = eventBatchKey(origin, '111122223333', origin);
  const object = { bucket: '', key, etag: origin, source, accountId: '111122223333', region: undefined };
  return { ...object, sizeBytes: content.byteLength, content };
}
