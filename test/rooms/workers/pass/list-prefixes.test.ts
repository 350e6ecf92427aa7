import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { putListing } from '#db/queries/listings.ts';
import { openAws } from '#services/aws/aws.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { days, minutes } from '#services/model/time.ts';
import { NO_PLAN, type LogPrefix } from '#services/organization/plan.ts';
import { listPrefixes, rememberedPrefixes, rememberedReader } from '#services/workers/pass/list-prefixes.ts';
import { openEmpty } from '../../../databases.ts';
import { FakeBucket } from '../../../world/fake-bucket.ts';
import { NOW } from '../../db/turns.ts';

const streamPlace = (stream: string, region: string): LogPrefix => ({
  source: 'eks-audit',
  accountId: '111122223333',
  region,
  bucket: 'logs',
  prefix: '',
  hive: false,
  stream,
  owner: undefined,
  live: true,
});

test('prefixes that received nothing for two days, or of a source that is gone, are left alone, and who may read their bucket is still known', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await openEmpty(), (opened) => opened.close());
  for (const [source, bucket, liveAt] of [
    ['cloudtrail', 'lately', NOW.getTime() - days(2)],
    ['cloudtrail', 'long-ago', NOW.getTime() - days(2) - 1],
    ['gone', 'gone', NOW.getTime()],
  ] as const) {
    const place = { source, accountId: '111122223333', region: 'us-east-1', bucket, prefix: 'AWSLogs/' };
    const times = { keyTime: NOW.getTime(), modified: NOW.getTime(), liveAt };
    const marker = JSON.stringify({ ...times, as: 'administrator', place: { ...place, hive: false } });
    await putListing(database.db, { place, marker, listedAt: NOW, late: undefined });
  }
  expect((await rememberedPrefixes({ database })).map(({ place }) => place.bucket)).toEqual(['lately']);
  expect(await rememberedReader({ database }, 'gone')).toMatchObject({ as: 'administrator' });
});

/** A bucket, and a client that reads it. */
async function openBucket(stack: AsyncDisposableStack) {
  const bucket = stack.use(await FakeBucket.open());
  const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'none' };
  const settings = {
    region: 'us-east-1',
    partition: 'aws',
    memberRole: { name: 'none', externalId: undefined, sessionName: 'test' },
    endpoint: bucket.url,
    credentials: async () => keys,
    attemptsMax: 1,
  };
  return { bucket, aws: stack.use(openAws(settings)) };
}

test('an object that came too late is told of, though a page of others follows', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await openEmpty(), (opened) => opened.close());
  const { bucket, aws } = await openBucket(stack);
  const prefix = 'AWSLogs/111122223333/CloudTrail/us-east-1/';
  const put = (n: number, at: Date) => {
    const [date = '', time = ''] = at.toISOString().split('T');
    const stamp = `${date.replaceAll('-', '')}T${time.slice(0, 5).replace(':', '')}Z`;
    const name = `111122223333_CloudTrail_us-east-1_${stamp}_${String(n).padStart(16, '0')}.json.gz`;
    bucket.put({
      key: `${prefix}${date.replaceAll('-', '/')}/${name}`,
      etag: 'e',
      bytes: new Uint8Array(1),
      modifiedAt: NOW,
    });
  };
  put(0, new Date(NOW.getTime() - days(8)));
  put(1, NOW);
  bucket.pageSize = 1;
  const { stream: _, ...place } = { ...streamPlace('', 'us-east-1'), source: 'cloudtrail', prefix };
  const plan = { ...NO_PLAN, prefixes: [place], readers: new Map([['logs', ['administrator']]]) };
  let received = 0;
  const receive = async (objects: readonly LogObject[]) => void (received += objects.length);
  const settings = { firstTime: NOW.getTime() - days(30), lateMs: days(7) };
  const { requests } = await listPrefixes({ database, now: () => NOW }, aws, plan, receive, settings);
  expect([received, requests]).toEqual([2, 3]);
  expect(await database.db.execute(sql`select late, late_until as until from listings`, 'objects')).toMatchObject([
    { late: expect.stringContaining(`s3://logs/${prefix}2026/02/22/`) },
  ]);
});

test('since when a place is asked for digests is remembered from its first listing on', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await openEmpty(), (opened) => opened.close());
  const { aws } = await openBucket(stack);
  const { stream: _, ...logs } = { ...streamPlace('', 'us-east-1'), source: 'cloudtrail', prefix: 'AWSLogs/' };
  const proved = { ...logs, digests: { prefix: 'AWSLogs/Digest/', trails: [] } };
  const settings = { firstTime: NOW.getTime(), lateMs: days(7) };
  const since: unknown[] = [];
  for (const [n, place] of [logs, proved, proved].entries()) {
    const now = () => new Date(NOW.getTime() + minutes(n));
    const plan = { ...NO_PLAN, prefixes: [place], readers: new Map([['logs', ['administrator']]]) };
    await listPrefixes({ database, now }, aws, plan, async () => undefined, settings);
    const [row] = await database.db.execute<{ marker: string }>(sql`select marker from listings`, 'objects');
    since.push(JSON.parse(row?.marker ?? '{}').digestsSince);
  }
  expect(since).toEqual([undefined, NOW.getTime() + minutes(1), NOW.getTime() + minutes(1)]);
});

test('two delivery streams that write at the root of a bucket are listed each for itself, and nothing beside them', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.adopt(await openEmpty(), (opened) => opened.close());
  const { bucket, aws } = await openBucket(stack);
  let now = NOW;
  const put = (key: string) => bucket.put({ key, etag: 'one', bytes: new Uint8Array(1), modifiedAt: now });
  const streamKey = (stream: string) => {
    const [date = '', time = ''] = now.toISOString().split(/[T.]/);
    const stamp = `${date}-${time.replaceAll(':', '-')}`;
    return `${date.replaceAll('-', '/')}/${time.slice(0, 2)}/${stream}-1-${stamp}-0b7d2f5e-3c44-4e0a-9a51-2f3f5d0c7e11`;
  };
  const prefixes = [streamPlace('east', 'us-east-1'), streamPlace('west', 'eu-west-1')];
  const pass = async (planned = prefixes) => {
    const received: LogObject[] = [];
    const plan = { ...NO_PLAN, prefixes: planned, readers: new Map([['logs', ['administrator']]]) };
    const receive = async (objects: readonly LogObject[]) => void received.push(...objects);
    const settings = { firstTime: NOW.getTime() - days(1), lateMs: days(7) };
    await listPrefixes({ database, now: () => now }, aws, plan, receive, settings);
    return received.map(({ key, source, region }) => [key, source, region]);
  };

  put(streamKey('east'));
  put(streamKey('other'));
  put('AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/x.json.gz');
  expect(await pass()).toEqual([[streamKey('east'), 'eks-audit', 'us-east-1']]);
  now = new Date(now.getTime() + minutes(20));
  put(streamKey('west'));
  const remembered = await rememberedPrefixes({ database });
  // They are listed at once, and each is remembered when it is done.
  expect(remembered.map(({ place: { stream, prefix } }) => [stream, prefix]).toSorted()).toEqual([
    ['east', ''],
    ['west', ''],
  ]);
  // Objects that were listed before may come again, but none of another stream.
  const again = await pass(remembered.map((each) => each.place));
  expect(again.filter(([, , region]) => region === 'eu-west-1')).toEqual([
    [streamKey('west'), 'eks-audit', 'eu-west-1'],
  ]);
  expect(again.map(([key]) => key)).not.toContain(streamKey('other'));
});
