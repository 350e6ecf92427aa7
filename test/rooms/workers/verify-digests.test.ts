import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn, emptyTurn } from '#db/queries/commit.ts';
import { allCoverage, pastGapsOf } from '#db/queries/coverage.ts';
import { proofGapsOf } from '#db/queries/digests.ts';
import { putListing } from '#db/queries/listings.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { hourCounts } from '#db/queries/read-hours.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import type { DigestBytes, DigestStore, PublicKeys } from '#services/model/digest.ts';
import { nameOf, type LogObject } from '#services/model/log-object.ts';
import { days, hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { verifyDigests } from '#services/workers/verify-digests.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { DigestSigner, writeDigest, type DigestToWrite, type WrittenDigest } from '../../world/digests.ts';
import { failedReport } from '#services/workers/turn/fetch-objects.ts';
import { testWorld, type TestWorld } from './world.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const BUCKET = 'trail';
const LOGS = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/`;
const DIGESTS = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/`;
const TRAIL = 'audit_us-east-1';
const START = Date.parse('2026-03-03T00:00:00Z');
const ALL = { from: new Date(0), to: new Date(START + days(30)) };

const signer = new DigestSigner();
let database: Database;
let world: TestWorld;
/** The objects in the bucket, by key, and since when they are there. */
let bucket: Map<string, DigestBytes & { readonly at: number; readonly etag: string }>;
let keys: PublicKeys;
let received: LogObject[];
let refuse: Error | undefined;

const store: DigestStore = {
  async *list(_, prefix, startAfter) {
    if (refuse !== undefined) throw refuse;
    const there = [...bucket.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).toSorted();
    yield there.map((key) => stored(key));
  },
  read: async (_, key) => bucket.get(key),
  find: async (_, key) => (bucket.has(key) ? stored(key) : undefined),
  publicKeys: async () => keys,
};

function stored(key: string) {
  const { at, etag, bytes } = bucket.get(key) ?? { at: 0, etag: '', bytes: [] };
  return { key, etag, sizeBytes: bytes.length, modifiedAt: new Date(at) };
}

function put(object: DigestBytes & { readonly key: string }): void {
  const etag = createHash('md5').update(object.bytes).digest('hex');
  bucket.set(object.key, { ...object, at: world.now().getTime(), etag });
}

/** The digest of hour n. */
function digest(n: number, rest: Partial<DigestToWrite> = {}): WrittenDigest {
  const place = { signer, bucket: BUCKET, folder: DIGESTS, accountId: ACCOUNT, region: REGION, trail: TRAIL };
  return writeDigest({ ...place, to: START + hours(n), ...rest });
}

function logKey(n: number): string {
  const stamp = new Date(START + hours(n) + 60_000).toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  return `${LOGS}2026/03/03/${ACCOUNT}_CloudTrail_${REGION}_${stamp}Z_AAAAAAAAAAAAAAAA.json.gz`;
}

/** Enters a log file as read, as a turn does. */
async function read(key: string, text: string, etag = 'e'): Promise<void> {
  const { db } = database;
  const object = { bucket: BUCKET, key, etag, sizeBytes: 5, source: 'cloudtrail', accountId: ACCOUNT, region: REGION };
  await putLogObjects(db, [{ object, partition: `cloudtrail/${ACCOUNT}` }], world.now());
  const textHash = createHash('sha256').update(text).digest('hex');
  const report = { ...failedReport(object), state: 'read', records: 1, textHash } as const;
  const turn = emptyTurn({ id: key + etag, partition: `cloudtrail/${ACCOUNT}`, now: world.now() });
  const contentHashes = new Map([[nameOf(object), etag]]);
  expect(await commitTurn(db, { ...turn, reports: [report], contentHashes }, async () => undefined)).toBe(true);
}

const verify = () => verifyDigests(world, store, async (objects) => received.push(...objects));
const gaps = async () =>
  (await proofGapsOf(database.db, EVERYTHING, { ...ALL, limit: 100 })).map(({ kind, key, endedAt }) =>
    [kind, key, ...(endedAt === null ? [] : ['ended'])].join(' '),
  );
const fact = async () => (await allCoverage(database.db, EVERYTHING)).find(({ about }) => about === 'integrity');

async function remember(digests: object | undefined, where = BUCKET): Promise<void> {
  const place = { source: 'cloudtrail', accountId: ACCOUNT, region: REGION, bucket: where, prefix: LOGS };
  const at = { keyTime: START, modified: START, listedAt: START };
  const marker = {
    ...at,
    deep: at,
    as: 'administrator',
    liveAt: START,
    digestsSince: START,
    place: { ...place, hive: false, digests },
  };
  await putListing(database.db, { place, marker: JSON.stringify(marker), listedAt: world.now(), late: undefined });
}

beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());
beforeEach(async () => {
  await empty(database.db);
  world = testWorld(database, []);
  world.advance(hours(5));
  bucket = new Map();
  keys = signer.keys;
  received = [];
  refuse = undefined;
  await remember({ prefix: DIGESTS, trails: [TRAIL] });
});

describe('log files that digests name', () => {
  test('are proved once, and count in their hours', async () => {
    await read(logKey(1), 'one');
    await read(logKey(2), 'two');
    const first = digest(2, { files: [{ key: logKey(1), text: 'one' }] });
    put(first);
    put(digest(3, { previous: first, files: [{ key: logKey(2), text: 'two' }] }));
    expect(await verify()).toMatchObject({ folders: 1, digests: 2, proved: 2, gaps: 0, refused: 0 });
    expect(await verify()).toMatchObject({ digests: 0, proved: 0 });
    const counts = await hourCounts(database.db, EVERYTHING, ALL);
    expect(counts.map(({ objects, proved, disproved }) => [objects, proved, disproved])).toEqual([
      [1, 1, 0],
      [1, 1, 0],
    ]);
    expect(await fact()).toMatchObject({ state: 'covered', reason: 'proved', source: 'cloudtrail' });
    expect((await fact())?.detail).toContain('2026-03-03T03:00Z');
  });

  test('and are not what they were are named, and their hour is damaged', async () => {
    await read(logKey(1), 'forged');
    const true1 = digest(2, { files: [{ key: logKey(1), text: 'one' }] });
    put(true1);
    await verify();
    expect(await gaps()).toEqual([`object-altered ${logKey(1)}`]);
    expect(await fact()).toMatchObject({ state: 'gap', reason: 'object-altered' });
    expect((await fact())?.detail).toContain(logKey(1));
    const [hour] = (await hourCounts(database.db, EVERYTHING, ALL)).filter(({ disproved }) => disproved > 0);
    expect(hour?.hour).toBe(START + hours(1));
  });

  test('and are gone are named; restored, they are read and proved, and the gap has ended', async () => {
    await read(logKey(0), 'before');
    const own = digest(2, { files: [{ key: logKey(1), text: 'one' }] });
    put(own);
    await verify();
    expect(await gaps()).toEqual([`object-missing ${logKey(1)}`]);
    expect((await fact())?.detail).toContain(`CloudTrail delivered it, but it is gone. The digest ${own.key} says so.`);
    put({ key: logKey(1), bytes: Buffer.from('one'), metadata: {} });
    world.advance(hours(1));
    await verify();
    expect(received.map(({ key }) => key)).toEqual([logKey(1)]);
    expect(await gaps()).toEqual([`object-missing ${logKey(1)} ended`]);
    await read(logKey(1), 'one');
    expect(await verify()).toMatchObject({ proved: 1 });
    expect(await fact()).toMatchObject({ reason: 'proved' });
    expect(await pastGapsOf(database.db, EVERYTHING, { ...ALL, limit: 9 })).toEqual([
      expect.objectContaining({ about: 'integrity', reason: 'object-missing', accountId: ACCOUNT }),
    ]);
  });

  test('and wait to be read are looked at again', async () => {
    await read(logKey(2), 'two');
    await read(logKey(0), 'before');
    const object = {
      bucket: BUCKET,
      key: logKey(1),
      etag: 'e',
      sizeBytes: 5,
      source: 'cloudtrail',
      accountId: ACCOUNT,
      region: REGION,
    };
    await putLogObjects(database.db, [{ object, partition: 'p' }], world.now());
    put(digest(3, { files: [1, 2].map((n) => ({ key: logKey(n), text: ['', 'one', 'two'][n] ?? '' })) }));
    expect(await verify()).toMatchObject({ digests: 1, proved: 1, gaps: 0 });
    await database.db.execute(sql`delete from log_objects where key = ${logKey(1)}`);
    await read(logKey(1), 'one');
    expect(await verify()).toMatchObject({ digests: 1 });
    expect(await verify()).toMatchObject({ digests: 0 });
    // What the first look proved is not counted again in the second.
    const counts = await hourCounts(database.db, EVERYTHING, ALL);
    expect(counts.map(({ proved }) => proved)).toEqual([0, 1, 1]);
  });

  test('and were replaced after they were proved are named', async () => {
    await read(logKey(1), 'one');
    put(digest(2, { files: [{ key: logKey(1), text: 'one' }] }));
    await verify();
    await read(logKey(1), 'another', 'f');
    world.advance(hours(1));
    await verify();
    expect(await gaps()).toEqual([`object-replaced ${logKey(1)}`]);
  });

  test("and are older than all that was read are nobody's affair", async () => {
    await read(logKey(3), 'three');
    put(digest(2, { files: [{ key: logKey(1), text: 'one' }] }));
    await verify();
    put(
      digest(4, {
        files: [
          { key: logKey(2), text: 'two' },
          { key: logKey(3), text: 'three' },
        ],
      }),
    );
    expect(await verify()).toMatchObject({ proved: 1 });
    expect(await gaps()).toEqual([]);
  });
});

describe('digests', () => {
  test('that are gone are named, and are no longer when they are restored', async () => {
    await read(logKey(0), 'before');
    const [one, two] = [digest(1), digest(2, { previous: digest(1) })];
    put(one);
    put(digest(3, { previous: two }));
    await verify();
    expect(await gaps()).toEqual([]);
    world.advance(hours(3));
    await verify();
    expect(await gaps()).toEqual([`digest-removed ${two.key}`]);
    expect(await fact()).toMatchObject({ state: 'gap', reason: 'digest-removed' });
    put(two);
    await verify();
    expect(await gaps()).toEqual([`digest-removed ${two.key} ended`]);
  });

  test('that CloudTrail did not sign are named, and prove nothing', async () => {
    await read(logKey(1), 'one');
    put(digest(1));
    const forged = digest(2, { signer: new DigestSigner(), files: [{ key: logKey(1), text: 'one' }] });
    put(forged);
    expect(await verify()).toMatchObject({ proved: 0 });
    expect(await gaps()).toEqual([`digest-forged ${forged.key}`]);
    put(digest(2, { files: [{ key: logKey(1), text: 'one' }] }));
    expect(await verify()).toMatchObject({ proved: 1 });
    expect(await gaps()).toEqual([`digest-forged ${forged.key} ended`]);
  });

  test('that are copies of those of another bucket are no forgeries, and prove nothing here', async () => {
    await read(logKey(1), 'one');
    const files = [{ key: logKey(1), text: 'one' }];
    put(digest(1));
    put(digest(2, { previous: digest(1) }));
    put(digest(2, { bucket: 'elsewhere', trail: 'other_us-west-2', files }));
    expect(await verify()).toMatchObject({ digests: 3, proved: 0 });
    expect(await verify()).toMatchObject({ digests: 0 });
    expect(await gaps()).toEqual([]);
    // If a copy replaced a true digest, the true one is reported as missing all the same.
    const copied = digest(3, { bucket: 'elsewhere' });
    put(copied);
    put(digest(4, { previous: digest(3, { previous: digest(2) }) }));
    await verify();
    world.advance(hours(3));
    await verify();
    expect(await gaps()).toEqual([`digest-removed ${copied.key}`]);
  });

  test('that are written over put nothing right that they showed, and are put right by what stood there', async () => {
    await read(logKey(0), 'before');
    await read(logKey(1), 'forged');
    const own = digest(2, { files: [{ key: logKey(1), text: 'one' }] });
    put(own);
    await verify();
    put({ ...own, bytes: Buffer.from('nothing') });
    await verify();
    expect((await gaps()).toSorted()).toEqual([`digest-forged ${own.key}`, `object-altered ${logKey(1)}`]);
    put(own);
    await verify();
    expect((await gaps()).toSorted()).toEqual([`digest-forged ${own.key} ended`, `object-altered ${logKey(1)}`]);
  });

  test('of which nothing is left to do are looked at again when they were written over', async () => {
    await read(logKey(1), 'one');
    put(digest(1));
    const own = digest(2, { files: [{ key: logKey(1), text: 'one' }] });
    put(own);
    await verify();
    put({ ...own, bytes: Buffer.from('nothing') });
    await verify();
    expect(await gaps()).toEqual([`digest-forged ${own.key}`]);
    put(own);
    await verify();
    expect(await gaps()).toEqual([`digest-forged ${own.key} ended`]);
  });

  test('that stay away while log files come are a gap of their trail', async () => {
    await read(logKey(4), 'four');
    await verify();
    expect(await gaps()).toEqual([`digest-missing ${DIGESTS}${TRAIL}`]);
    put(digest(5, { files: [{ key: logKey(4), text: 'four' }] }));
    await verify();
    expect(await gaps()).toEqual([`digest-missing ${DIGESTS}${TRAIL} ended`]);
  });

  test('nobody is called a forger for want of keys, or of leave to look', async () => {
    await read(logKey(1), 'one');
    put(digest(2, { files: [{ key: logKey(1), text: 'one' }] }));
    keys = new Map();
    expect(await verify()).toMatchObject({ refused: 1 });
    expect(await fact()).toMatchObject({ state: 'gap', reason: 'error' });
    keys = signer.keys;
    refuse = new AwsError('access-denied', 'Could not list: AccessDenied.', 'AccessDenied', undefined);
    await verify();
    expect(await fact()).toMatchObject({ state: 'gap', reason: 'role-missing-or-denied' });
    refuse = undefined;
    expect(await verify()).toMatchObject({ refused: 0, proved: 1 });
    expect(await gaps()).toEqual([]);
  });

  test('of others in the same folder concern nobody', async () => {
    await read(logKey(1), 'one');
    put({
      ...digest(2),
      key: `${DIGESTS}2026/03/03/444455556666_CloudTrail-Digest_${REGION}_${TRAIL}_20260303T020000Z.json.gz`,
    });
    put({ ...digest(2), key: `${DIGESTS}2026/03/03/notes.txt` });
    expect(await verify()).toMatchObject({ digests: 0 });
  });

  test('that no trail writes leave the logs unproved, which is no gap, where no other trail proves them', async () => {
    await remember(undefined, 'without-digests');
    await read(logKey(1), 'one');
    put(digest(2, { files: [{ key: logKey(1), text: 'one' }] }));
    await verify();
    expect(await fact()).toMatchObject({ reason: 'proved' });
    await remember(undefined);
    expect(await verify()).toMatchObject({ folders: 0 });
    expect(await fact()).toMatchObject({ state: 'covered', reason: 'not-proved' });
  });
});
