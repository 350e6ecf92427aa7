// Reads messages of a queue, or a backlog, as the service does, and prints its measurements as JSON. Memory is measured
// for a whole process, so each measurement has its own.
import { setTimeout as pause } from 'node:timers/promises';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { openLists } from '#services/cli/list-files.ts';
import { readConfig } from '#services/config.ts';
import { openThreads } from '#services/workers/thinking/thinking-threads.ts';
import { putListing } from '#db/queries/listings.ts';
import { openDetection } from '#services/detection.ts';
import { loadDetectors } from '#services/detectors.ts';
import { createLog } from '#services/log.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { start } from '#services/start.ts';
import { createWorld, type World } from '#services/world.ts';
import { QueueFake } from '../test/world/queue-fake.ts';

const [, , url = '', kind = '', rateOrBacklog = '', many = '', accounts = '50'] = process.argv;
const OBJECTS = Number(many);
const ACCOUNTS = Array.from({ length: Number(accounts) }, (_, n) => String(300_000_000_000 + n));
/** Records in an object; the first record of every tenth object leads to a finding. */
const RECORDS = 60;
/** Messages before the measured ones, to warm up. */
const WARMING = 200;
/** Batches of events are looked at after so many messages, for a sweep drops those that were read. */
const NOTED_EVERY = 25;

const TEXTS = textsOf();
const database = await openDatabase(url);
const opened = await openLists([], readConfig({}));
const detection = await openDetection({ detectors: await loadDetectors(), intel: opened.intel });
/** In separate threads, as in a service. */
const MODULE = new URL('../services/workers/thinking/thread-detection.ts', import.meta.url).href;
const thinkers = openThreads({ module: MODULE, parts: { intel: opened.from } }, 60);
const queue = new QueueFake();
/** By key of a batch of events, the numbers of its events. */
const eventsOfBatch = new Map<string, readonly number[]>();
const commits: { readonly partition: string; readonly at: number; readonly objects: number }[] = [];
const quiet = createLog('silent');
const world: World = {
  ...createWorld({
    database,
    objects: { get: async (object) => bytesOf(numberOf(object.key)) },
    sinks: [],
    log: {
      ...quiet,
      info(name, details) {
        if (name !== 'turn-committed' || details === undefined) return;
        const { partition, objects } = details as { readonly partition: string; readonly objects: number };
        commits.push({ partition, objects, at: performance.now() });
      },
    },
  }),
  ...(kind === 'backlog' ? {} : { aws: queue.aws }),
};
const config = { turnsAtOnce: 2, objectsPerTurn: 256, retentionDays: 90 };
const queues = kind === 'notified' ? { notificationQueues: [queue.url] } : { eventQueues: [queue.url] };

const result = kind === 'backlog' ? await readBacklog(Number(rateOrBacklog)) : await hear(Number(rateOrBacklog));
process.stdout.write(JSON.stringify({ ...result, memoryMb: process.resourceUsage().maxRSS / 1024 }));
process.exit(0);

/** Sends messages at a rate, and measures the time until each is committed. */
async function hear(aSecond: number) {
  for (const accountId of ACCOUNTS) {
    const place = {
      source: 'cloudtrail',
      accountId,
      region: 'us-east-1',
      bucket: 'trail',
      prefix: prefixOf(accountId),
    };
    const times = { keyTime: 0, modified: 0, liveAt: Date.now() };
    const marker = JSON.stringify({ ...times, as: 'administrator', place: { ...place, hive: false } });
    await putListing(database.db, { place, marker, listedAt: new Date(), late: undefined });
  }
  await using service = await start(world, { ...config, ...queues }, detection, thinkers);
  const sentAt: number[] = [];
  // The first messages would also measure compilation and the preparation of statements.
  for (let n = 0; n < WARMING; n++) queue.send(kind === 'notified' ? noticeOf(n) : eventOf(n));
  while (queue.waiting > 0) await pause(20);
  await service.settle();
  const beganAt = performance.now();
  for (let n = WARMING; n < OBJECTS + WARMING; n++) {
    const dueAt = beganAt + ((n - WARMING) * 1000) / aSecond;
    const earlyMs = dueAt - performance.now();
    if (earlyMs > 0) await pause(earlyMs);
    sentAt[n] = performance.now();
    queue.send(kind === 'notified' ? noticeOf(n) : eventOf(n));
    if (n % NOTED_EVERY === 0) await noteBatches();
  }
  while (queue.waiting > 0) await pause(20);
  await service.settle();
  await noteBatches();
  const measured = (await latencies(sentAt)).toSorted((a, b) => a - b);
  if (kind !== 'heard') return { latencies: measured };
  // Minutes later, S3 delivers the same events.
  const before = await counted();
  await service.receive(Array.from({ length: OBJECTS + WARMING }, (_, n) => objectOf(n)));
  await service.settle();
  const after = await counted();
  return { latencies: measured, doubled: Math.abs(after - before), counted: after };
}

/** Total number of records counted by findings. */
async function counted(): Promise<number> {
  const [row] = await database.db.execute<{ records: number }>(
    sql`select coalesce(sum((body #>> '{service,count}')::int), 0)::int as records from findings`,
    'objects',
  );
  return row?.records ?? 0;
}

async function noteBatches(): Promise<void> {
  if (kind !== 'heard') return;
  const rows = await database.db.execute<{ key: string; content: string }>(
    sql`select key, convert_from(content, 'UTF8') as content from event_batches
      where key not in (select json_array_elements_text(${JSON.stringify([...eventsOfBatch.keys()])}::json))`,
    'objects',
  );
  for (const { key, content } of rows)
    eventsOfBatch.set(
      key,
      [...content.matchAll(/"bench-(\d+)"/g)].map(([, n]) => Number(n)),
    );
}

/** The n-th distinct settling time of a partition's objects belongs to its n-th commit. */
async function latencies(sentAt: readonly number[]): Promise<readonly number[]> {
  const rows = await database.db.execute<{ key: string; partition: string; turn: number }>(
    sql`select key, partition, dense_rank() over (partition by partition order by settled_at)::int as turn
      from log_objects where state = 'read'`,
    'objects',
  );
  const byPartition = Map.groupBy(commits, ({ partition }) => partition);
  return rows.flatMap(({ key, partition, turn }) => {
    const at = byPartition.get(partition)?.[turn - 1]?.at;
    if (at === undefined) return [];
    const numbers = eventsOfBatch.get(key) ?? [numberOf(key)];
    return numbers.flatMap((n) => (sentAt[n] === undefined ? [] : [at - sentAt[n]]));
  });
}

/** Reads all objects, of which a limited number waits at a time. */
async function readBacklog(atOnce: number) {
  await using service = await start(world, config, detection, thinkers);
  for (let n = 0; n < OBJECTS; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, OBJECTS - n) }, (_, i) => objectOf(n + i));
    await service.receive(some);
    await service.settle();
  }
  return { latencies: [] };
}

function prefixOf(accountId: string): string {
  return `AWSLogs/${accountId}/CloudTrail/us-east-1/`;
}

function accountOf(n: number): string {
  return ACCOUNTS[n % ACCOUNTS.length] ?? '';
}

function keyOf(n: number): string {
  return `${prefixOf(accountOf(n))}2026/03/02/${accountOf(n)}_CloudTrail_us-east-1_20260302T1000Z_${String(n).padStart(16, '0')}.json.gz`;
}

function numberOf(key: string): number {
  return Number(/(\d{16})\.json/.exec(key)?.[1]);
}

function objectOf(n: number): LogObject {
  const accountId = accountOf(n);
  return {
    bucket: 'trail',
    key: keyOf(n),
    etag: 'e',
    sizeBytes: 4000,
    source: 'cloudtrail',
    accountId,
    region: 'us-east-1',
  };
}

function recordOf(n: number, index: number) {
  const accountId = accountOf(n);
  return event({
    eventID: `bench-${n}-${index}`,
    eventTime: `2026-03-02T10:${String(n % 60).padStart(2, '0')}:00Z`,
    recipientAccountId: accountId,
    userIdentity: { ...iamUser(`user-${n % 200}`, accountId), accessKeyId: `AKIAEXAMPLE${n % 200}` },
    ...(n % 10 === 0 && index === 0
      ? { eventName: 'StopLogging', eventSource: 'cloudtrail.amazonaws.com' }
      : { eventName: 'DescribeInstances', eventSource: 'ec2.amazonaws.com' }),
  });
}

function heardRecordOf(n: number) {
  return { ...recordOf(n, 0), eventID: `bench-${n}` };
}

/** The content of an object in S3: cheap to make, because making it is not part of the measurement. */
function bytesOf(n: number): Uint8Array {
  if (kind === 'heard') return gzipSync(JSON.stringify({ Records: [heardRecordOf(n)] }), { level: 1 });
  const like = n % TEXTS.length;
  return gzipSync(TEXTS[like]?.replaceAll(`"bench-${like}-`, `"bench-${n}-`) ?? '', { level: 1 });
}

/** As many texts as it takes until accounts, users, times and findings repeat. */
function textsOf(): readonly string[] {
  return Array.from({ length: 600 }, (_, n) =>
    JSON.stringify({ Records: Array.from({ length: RECORDS }, (__, index) => recordOf(n, index)) }),
  );
}

function noticeOf(n: number): string {
  const s3 = { bucket: { name: 'trail' }, object: { key: keyOf(n), size: 4000, eTag: 'e' } };
  return JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] });
}

function eventOf(n: number): string {
  return JSON.stringify({
    source: 'aws.ec2',
    'detail-type': 'AWS API Call via CloudTrail',
    account: accountOf(n),
    detail: heardRecordOf(n),
  });
}
