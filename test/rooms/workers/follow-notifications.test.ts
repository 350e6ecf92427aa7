import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { putListing } from '#db/queries/listings.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { followNotifications } from '#services/workers/follow-notifications.ts';
import { openDetection } from '#services/detection.ts';
import { receive } from '#services/workers/receive.ts';
import { NO_INTEL } from '../../replay/detectors.ts';
import { recordingQueue } from './recording-queue.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { Doors } from '../../faults/doors.ts';
import { FaultyAws } from '../../faults/faulty-aws.ts';
import { Organization, QUEUE_URL } from '../../faults/organization.ts';
import { testWorld, type TestWorld } from './world.ts';

/** The SDK is loaded when it is first asked. */
const WITHIN = { interval: 5, timeout: 30_000 };

let database: Database;
let organization: Organization;
let aws: FaultyAws;
let world: TestWorld;
let received: LogObject[];
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(async () => {
  await empty(database.db);
  organization = new Organization(() => {});
  aws = new FaultyAws(organization, new Doors(() => {}));
  world = testWorld(database, []);
  received = [];
});
afterAll(() => database.close());

/** Remembers a place as a listing does. */
async function listed(prefix: string, accountId: string, stream?: string): Promise<void> {
  const place = { source: 'cloudtrail', accountId, region: 'us-east-1', bucket: 'logs', prefix, hive: false, stream };
  const at = { keyTime: 0, modified: 0, listedAt: 0 };
  const marker = JSON.stringify({ ...at, as: 'administrator', liveAt: world.now().getTime(), place });
  const kept = stream === undefined ? prefix : `${prefix}*/${stream}-*`;
  await putListing(database.db, { place: { ...place, prefix: kept }, marker, listedAt: world.now(), late: undefined });
}

function told(key: string): string {
  return toldAs({ key: encodeURIComponent(key), size: 5, eTag: 'e' });
}

function toldAs(object: object, bucket: object = { name: 'logs' }): string {
  return JSON.stringify({
    Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket, object } }],
  });
}

/** Hands over these messages together. @returns those that stay in the queue */
async function hear(
  bodies: readonly string[],
  enter: (objects: readonly LogObject[]) => Promise<void> = async (objects) => void received.push(...objects),
): Promise<readonly string[]> {
  organization.messages.clear();
  for (const [n, body] of bodies.entries()) organization.messages.set(`m${n}`, { body, from: 0 });
  await using following = followNotifications(world, aws, enter, [QUEUE_URL]);
  expect(following).toBeDefined();
  const follower = await waiting();
  follower(organization.messagesNow());
  // It waits again, or reports that it was refused.
  const isRefused = () => world.told.some(({ event }) => event === 'queue-refused');
  await expect.poll(() => aws.waiting.length + Number(isRefused()), WITHIN).toBe(4);
  aws.waiting.length = 0;
  return [...organization.messages.keys()];
}

async function waiting(): Promise<FaultyAws['waiting'][number]> {
  await expect.poll(() => aws.waiting.length, WITHIN).toBe(4);
  const follower = aws.waiting.shift();
  if (follower === undefined) throw new Error('Somebody waits.');
  return follower;
}

test('what is in the ledger is taken off the queue, and what cannot be read stays', async () => {
  await listed('AWSLogs/', '111122223333');
  expect(await hear([told('AWSLogs/a.json.gz'), 'hello', told('elsewhere/b.json.gz')])).toEqual(['m1']);
  expect(received.map(({ key }) => key)).toEqual(['AWSLogs/a.json.gz']);
  expect(world.told.map(({ event }) => event)).toContain('notification-unreadable');
});

test('whatever somebody puts into the queue, the logs that are told of beside it are entered', async () => {
  await listed('AWSLogs/', '111122223333');
  const { sources } = await openDetection({ detectors: [], intel: NO_INTEL });
  const hostile = [
    toldAs({ key: 'AWSLogs/nul%00.json.gz', size: 5, eTag: 'e\0' }),
    toldAs({ key: 'AWSLogs/half\uD800.json.gz', size: 5, eTag: '\uDFFF' }),
    toldAs({ key: `AWSLogs/${'x'.repeat(5000)}`, size: 5 }),
    toldAs({ key: `AWSLogs/${'%E2%82%AC'.repeat(1000)}`, size: 5 }),
    toldAs({ key: 'AWSLogs/../../etc/passwd', size: 5 }),
    toldAs({ key: 'AWSLogs/twice%252F..%252Fb', size: 5 }),
    toldAs({ key: 'AWSLogs/of+others', size: 5 }, { name: 'not-ours' }),
    ...[1.5, -1, 1e300].map((size) => toldAs({ key: 'AWSLogs/sizes', size })),
    toldAs({ key: 'AWSLogs/etag', size: 5, eTag: 'e'.repeat(10_000) }),
    toldAs({ key: '__proto__' }, { name: '__proto__' }),
    `{"Records":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    `{"Type":"Notification","Message":${JSON.stringify(`{"Records":[${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}]}`)}}`,
    'x'.repeat(1_000_000),
    '\0',
  ];
  const left = await hear([told('AWSLogs/a+b c.json.gz'), ...hostile], (objects) =>
    receive(world, recordingQueue(), sources, objects),
  );
  // Messages that are no notifications stay, for the queue's own dead letters.
  expect(left).not.toContain('m0');
  expect(left).not.toContain('m5');
  expect(left).toContain(`m${hostile.length}`);
  const rows = await database.db.execute(sql`select bucket, key from log_objects order by key`, 'objects');
  expect(rows).toEqual(
    [
      'AWSLogs/../../etc/passwd',
      'AWSLogs/a+b c.json.gz',
      'AWSLogs/half\uFFFD.json.gz',
      'AWSLogs/nul\uFFFD.json.gz',
      'AWSLogs/twice%2F..%2Fb',
    ].map((key) => ({ bucket: 'logs', key })),
  );
});

test('what cannot be written down stays in the queue', async () => {
  await listed('AWSLogs/', '111122223333');
  const kept = await hear([told('AWSLogs/a.json.gz')], async () => {
    throw new Error('The database is away.');
  });
  expect(kept).toEqual(['m0']);
});

test('an object is of the place with the longest prefix, and of the stream that wrote it', async () => {
  await listed('AWSLogs/', '111122223333');
  await listed('AWSLogs/inner/', '444455556666');
  await listed('streams/', '123456789012', 'audit');
  await hear([told('AWSLogs/inner/a'), told('AWSLogs/b'), told(fileOf('audit')), told(fileOf('other'))]);
  expect(received.map(({ key, accountId }) => [key, accountId])).toEqual([
    ['AWSLogs/inner/a', '444455556666'],
    ['AWSLogs/b', '111122223333'],
    [fileOf('audit'), '123456789012'],
  ]);
});

test('places that could not be looked up are looked up again by the next message', async () => {
  await listed('AWSLogs/', '111122223333');
  await database.db.execute(sql`alter table listings rename to listings_elsewhere`);
  await using following = followNotifications(world, aws, async (objects) => void received.push(...objects), [
    QUEUE_URL,
  ]);
  expect(following).toBeDefined();
  const body = told('AWSLogs/a.json.gz');
  organization.messages.set('m0', { body, from: 0 });
  (await waiting())(organization.messagesNow());
  await expect.poll(() => world.told.some(({ event }) => event === 'queue-refused'), WITHIN).toBe(true);
  await database.db.execute(sql`alter table listings_elsewhere rename to listings`);
  // Another follower of the same queue, which does not have to pause first.
  aws.waiting.shift()?.(organization.messagesNow());
  await expect.poll(() => received.map(({ key }) => key), WITHIN).toEqual(['AWSLogs/a.json.gz']);
});

/** The key of an object that a delivery stream writes. */
function fileOf(stream: string): string {
  return `streams/2026/03/02/10/${stream}-1-2026-03-02-10-00-00-6f1d2c3b-4a59-4e8f-9b0a-1c2d3e4f5a6b`;
}
