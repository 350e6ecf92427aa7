import { gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { allCoverage, putCoverage } from '#db/queries/coverage.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { endPass } from '#db/queries/listings.ts';
import { openAws } from '#services/aws/aws.ts';
import { openDetection } from '#services/detection.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { days, hours, minutes } from '#services/model/time.ts';
import { event, iamUser } from '#services/sources/cloudtrail/example.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import { collect } from '#services/workers/collect.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { listPrefixes } from '#services/workers/pass/list-prefixes.ts';
import { NO_PLAN } from '#services/organization/plan.ts';
import { memoryOf } from '#services/workers/kits/memory.ts';
import { receive } from '#services/workers/receive.ts';
import { sweep } from '#services/workers/sweep.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { openEmpty } from '../../databases.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../replay/detectors.ts';
import { FakeBucket } from '../../world/fake-bucket.ts';
import { testWorld } from './world.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const MEMORY = memoryOf({ lateDays: 7, retentionDays: 20 });
/** The time between two steps. Windows are an hour long, so each step has a window of its own. */
const STEP = hours(8);

const place = (source: 'cloudtrail' | 'vpc-flow', prefix: string) => {
  return {
    source,
    accountId: ACCOUNT,
    region: REGION,
    bucket: 'logs',
    prefix,
    hive: false,
    owner: undefined,
    live: true,
  };
};
const FLOWS = place('vpc-flow', `AWSLogs/${ACCOUNT}/vpcflowlogs/${REGION}/`);
const TRAIL = place('cloudtrail', `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/`);
const ORGANIZATION_TRAIL = place('cloudtrail', `AWSLogs/o-example1/${ACCOUNT}/CloudTrail/${REGION}/`);
const DEAD = place('cloudtrail', `old/AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/`);

const keyAt = ({ prefix }: { readonly prefix: string }, time: number, name: string) => {
  const iso = new Date(time).toISOString();
  return `${prefix}${iso.slice(0, 10).replaceAll('-', '/')}/${ACCOUNT}_x_${REGION}_${iso.slice(0, 16).replace(/[-:]/g, '')}Z_${name}.gz`;
};

/** A host that scans all the time: eleven ports of one address in each window. */
const flows = (time: number, bytes = 100) =>
  gzipSync(
    [
      FLOW_HEADER,
      ...Array.from({ length: 11 }, (_, n) =>
        flow({
          account_id: ACCOUNT,
          interface_id: 'eni-00000000000000001',
          srcaddr: '10.0.0.10',
          dstaddr: '203.0.113.7',
          srcport: 40_000,
          dstport: n + 1,
          bytes,
          start: time / 1000,
        }),
      ),
      '',
    ].join('\n'),
  );

const calls = (time: number, key = 'AKIAEXAMPLE00000001') =>
  gzipSync(
    JSON.stringify({
      Records: Array.from({ length: 12 }, (_, n) =>
        event({
          userIdentity: { ...iamUser('ana', ACCOUNT), accessKeyId: key },
          eventTime: new Date(time + n * 1000).toISOString().replace('.000', ''),
          errorCode: 'AccessDenied',
          eventName: `List${n}`,
        }),
      ),
    }),
  );

async function credentials() {
  return { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'none', sessionToken: '' };
}

test(
  'over two retention periods nothing is lost or counted twice, and no table grows without end',
  { timeout: 300_000 },
  async () => {
    await using bucket = await FakeBucket.open();
    const database = await openEmpty();
    const { db } = database;
    const world = testWorld(database, []);
    const now = () => world.now().getTime();
    const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    const aws = openAws({
      region: REGION,
      partition: 'aws',
      memberRole: { name: 'none', externalId: undefined, sessionName: 'test' },
      endpoint: bucket.url,
      credentials,
      attemptsMax: 1,
    });
    let woken = new Set<string>();
    const queue = {
      wake: async (_: unknown, __: string, keys: readonly string[]) => void keys.forEach((key) => woken.add(key)),
      work: async () => {},
      every: async () => {},
      stop: async () => {},
    };
    const denied = new Set<string>();
    const objects = {
      get: async (object: LogObject) =>
        denied.has(object.key) ? ({ refused: 'access-denied', message: 'No.' } as const) : bucket.get(object),
    };
    const parts = {
      world: { ...world, objects },
      queue,
      detection,
      thinkers: thinkHere(detection),
      held: createHeldTallies(),
      objectsPerTurn: 50,
      keptRecords: 3,
    };
    const received: string[] = [];
    const put = (key: string, bytes: Uint8Array, etag = 'first') =>
      bucket.put({ key, etag, bytes, modifiedAt: world.now() });

    const pass = async (prefixes = [FLOWS, TRAIL, ORGANIZATION_TRAIL, DEAD]) => {
      const plan = { ...NO_PLAN, prefixes, readers: new Map([['logs', ['administrator']]]) };
      const startedAt = world.now();
      const settings = { firstTime: now() - days(1), lateMs: MEMORY.lateMs };
      const enter = async (found: readonly LogObject[]) => {
        received.push(...found.map(({ key }) => key));
        await receive(parts.world, queue, detection.sources, found);
      };
      await listPrefixes(parts.world, aws, plan, enter, settings);
      await endPass(db, startedAt, MEMORY.retentionMs);
    };
    const work = async () => {
      for (;;) {
        const due = await db.execute<{ partition: string }>(
          sql`select distinct partition from log_objects where state = 'pending' and next_attempt_at <= ${world.now().toISOString()}::timestamptz`,
          'objects',
        );
        if (due.length === 0) return;
        for (const { partition } of due) await collect(parts, partition);
      }
    };
    const rows = async () => {
      const [row] = await db.execute(
        sql`select (select count(*)::int from log_objects) as objects, (select count(*)::int from observations) as observations,
        (select count(*)::int from tallies) as tallies, (select count(*)::int from listings) as listings`,
        'objects',
      );
      return row as Record<'objects' | 'observations' | 'tallies' | 'listings', number>;
    };
    const found = async () =>
      (await findingsPage(db, EVERYTHING, {}, { by: 'severity', descending: true }, { limit: 100 })).map(
        ({ finding }) => finding,
      );
    const countOf = async (type: string) => (await found()).find((finding) => finding.type === type)?.service.count;

    /** What is true: how many flow records and denied calls there were. */
    const truth = { flows: 0, calls: 0 };
    const growth: Awaited<ReturnType<typeof rows>>[] = [];
    const beginning = now();
    // A prefix that gets no more objects, with one old finding.
    put(keyAt(DEAD, beginning, 'last'), calls(beginning, 'AKIAEXAMPLE0000OLD'));
    const heldBack: (() => void)[] = [];
    for (let step = 0; now() < beginning + 2 * MEMORY.retentionMs + days(3); step++) {
      world.advance(STEP);
      const time = now() - minutes(10);
      const flowKey = keyAt(FLOWS, time, 'b');
      put(flowKey, flows(time));
      truth.flows += 11;
      put(keyAt(TRAIL, time, 'b'), calls(time));
      truth.calls += 12;
      // The organization's trail delivers the same records, now and then days later, and sometimes cannot be read for
      // ten days.
      const again = keyAt(ORGANIZATION_TRAIL, time, 'b');
      if (step % 5 === 0) heldBack.push(() => put(again, calls(time)));
      else put(again, calls(time));
      if (step % 40 === 7) denied.add(again);
      if (step % 16 === 15) while (heldBack.length > 0) heldBack.pop()?.();
      if (step % 50 === 49) denied.clear();
      // A flow log of five days ago, for a window that has some already.
      if (step > 15 && step % 6 === 0) {
        const late = time - days(5);
        put(keyAt(FLOWS, late, 'a'), flows(late));
        truth.flows += 11;
      }
      // Objects are overwritten with the same content, and with another.
      if (step % 10 === 3) put(flowKey, flows(time), 'first');
      await pass();
      await work();
      if (step % 10 === 3) {
        put(flowKey, flows(time), 'the same bytes');
        put(keyAt(TRAIL, time, 'b'), calls(time), 'encrypted again');
      }
      if (step % 10 === 4) put(flowKey, flows(time, 999), 'other bytes');
      await pass();
      await work();
      await sweep(parts.world, MEMORY);
      if (step === 60) {
        // Somebody switches the service off for twelve days.
        for (let day = 0; day < 12; day++) {
          world.advance(days(1));
          const missed = now() - minutes(10);
          put(keyAt(FLOWS, missed, 'b'), flows(missed));
          put(keyAt(TRAIL, missed, 'b'), calls(missed));
          put(keyAt(ORGANIZATION_TRAIL, missed, 'b'), calls(missed));
          truth.flows += 11;
          truth.calls += 12;
        }
        // When it is back, one trail is listed and read long before the other.
        await sweep(parts.world, MEMORY);
        const settings = { firstTime: now() - days(1), lateMs: MEMORY.lateMs };
        const plan = { ...NO_PLAN, prefixes: [TRAIL, FLOWS], readers: new Map([['logs', ['administrator']]]) };
        await listPrefixes(
          parts.world,
          aws,
          plan,
          (entered) => receive(parts.world, queue, detection.sources, entered),
          settings,
        );
        await work();
        await sweep(parts.world, MEMORY);
      }
      if (step % 3 === 0) growth.push(await rows());
    }
    denied.clear();
    world.advance(hours(6));
    await work();

    expect(await countOf('Recon:EC2/TestPortscan')).toBe(truth.flows);
    expect(await countOf('Discovery:IAMUser/TestDenied')).toBe(truth.calls);
    // The old finding is gone, and was not made again from an object that is still there.
    const old = (await found()).filter(({ resource }) => resource.id === 'AKIAEXAMPLE0000OLD');
    expect(old).toEqual([]);

    const replaced = await db.execute(
      sql`select state, troubles->0->>'kind' as kind, count(*)::int > 0 as some from log_objects where etag <> 'first' group by 1, 2 order by 1, 2`,
      'objects',
    );
    expect(replaced).toEqual([
      { state: 'failed', kind: 'replaced', some: true },
      { state: 'passed', kind: null, some: true },
    ]);
    const most = (of: keyof (typeof growth)[0], part: typeof growth) => Math.max(...part.map((each) => each[of]));
    const third = Math.floor(growth.length / 3);
    const tables = ['objects', 'observations', 'tallies', 'listings'] as const;
    const grown = tables.filter(
      (table) => most(table, growth.slice(-third)) > most(table, growth.slice(0, -third)) * 1.25,
    );
    expect(grown).toEqual([]);
    // An object is offered again for the late days, not for ever.
    expect(received.filter((key) => key.startsWith(DEAD.prefix)).length).toBeLessThan(200);

    // An object that comes too late to be relied on is noticed.
    put(keyAt(FLOWS, now() - days(7) - hours(12), 'c'), flows(now() - days(7) - hours(12)));
    world.advance(hours(1));
    await pass();
    const fact = {
      accountId: ACCOUNT,
      region: REGION,
      source: 'vpc-flow',
      about: 'detection',
      state: 'covered',
      reason: 'reading',
      detail: '',
    } as const;
    await putCoverage(db, [fact], world.now());
    expect((await allCoverage(db, EVERYTHING)).find(({ source }) => source === 'vpc-flow')).toMatchObject({
      state: 'gap',
      reason: 'late-delivery',
      detail: expect.stringContaining('more than 7 days late (s3://logs/'),
    });
    await aws[Symbol.asyncDispose]();
    await database.close();
  },
);
