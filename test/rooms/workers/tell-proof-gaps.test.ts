import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { addProofGaps, replaceProofGaps } from '#db/queries/digests.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { eventBatchContent } from '#db/queries/event-batches.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { hourCounts } from '#db/queries/read-hours.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import tampered from '#services/detectors/stealth/s3-log-file-tampered.ts';
import type { ProofGap, ProofGapKind } from '#services/model/digest.ts';
import { days, hours } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { start } from '#services/start.ts';
import { memoryOf } from '#services/workers/kits/memory.ts';
import { receive } from '#services/workers/receive.ts';
import { sweep } from '#services/workers/sweep.ts';
import { tellProofGaps } from '#services/workers/tell-proof-gaps.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { NO_INTEL } from '../../replay/detectors.ts';
import { recordingQueue } from './recording-queue.ts';
import { testWorld, type TestWorld } from './world.ts';

const CONFIG = { turnsAtOnce: 2, objectsPerTurn: 7, retentionDays: 90 };
const [OURS, THEIRS] = ['111122223333', '123456789012'];

let database: Database;
let detection: Detection;
let world: TestWorld;
beforeAll(async () => {
  database = await openEmpty();
  detection = await openDetection({ detectors: [tampered], intel: NO_INTEL });
});
afterAll(() => database.close());
beforeEach(async () => {
  await empty(database.db);
  world = testWorld(database, []);
});

function gap(kind: ProofGapKind, key: string, accountId = OURS, hoursAgo = 3): ProofGap {
  const at = world.now().getTime() - hours(hoursAgo);
  const where = { bucket: 'logs', key, accountId, region: 'eu-west-1', source: 'cloudtrail' };
  return { kind, ...where, from: at, to: at, detail: 'It is not what CloudTrail delivered.' };
}

/** Passes all new gaps to the detectors, and has them read. */
async function tell(): Promise<number> {
  const queue = recordingQueue();
  const told = await tellProofGaps(world, (objects, alongside) =>
    receive(world, queue, detection.sources, objects, alongside),
  );
  await using service = await start(world, CONFIG, detection);
  await service.settle();
  return told;
}

async function found(): Promise<readonly string[]> {
  const order = { by: 'severity', descending: true } as const;
  const page = await findingsPage(database.db, EVERYTHING, {}, order, { limit: 100 });
  return page.map(({ finding: { type, accountId, severity, resource, service } }) =>
    [type, accountId, severity, resource.id, service.count].join(' '),
  );
}

function finding(accountId: string, severity: number, count: number): string {
  return `Stealth:S3/LogFileTampered ${accountId} ${severity} logs ${count}`;
}

test('what digests prove is found once, account by account, and grows with what is proved later', async () => {
  const { db } = database;
  await addProofGaps(db, 'd1', [gap('object-missing', 'a'), gap('object-missing', 'b', THEIRS)], world.now());
  expect(await tell()).toBe(2);
  expect(await tell()).toBe(0);
  expect((await found()).toSorted()).toEqual([finding(OURS, 5, 1), finding(THEIRS, 5, 1)].toSorted());
  world.advance(hours(1));
  // A known problem is found again, beside a new one.
  await addProofGaps(db, 'd1', [gap('object-missing', 'a'), gap('digest-forged', 'c')], world.now());
  expect(await tell()).toBe(1);
  expect((await found()).toSorted()).toEqual([finding(OURS, 8, 2), finding(THEIRS, 5, 1)].toSorted());
});

test('what was put right before anybody was told is told of, and what a lifecycle rule may have done is not', async () => {
  const { db } = database;
  await addProofGaps(db, 'd1', [gap('object-altered', 'a')], world.now());
  await replaceProofGaps(db, { bucket: 'logs', cause: 'd1' }, [], world.now());
  await addProofGaps(db, 'd2', [gap('object-missing', 'b', THEIRS, 30), gap('digest-missing', 'c')], world.now());
  expect(await tell()).toBe(3);
  expect(await found()).toEqual([finding(OURS, 8, 1)]);
});

test('of a transaction that fails nothing is told, and all of it the next time', async () => {
  await addProofGaps(database.db, 'd1', [gap('object-altered', 'a')], world.now());
  const failing = tellProofGaps(world, (objects, alongside) =>
    receive(world, recordingQueue(), detection.sources, objects, async (tx) => {
      await alongside?.(tx);
      throw new Error('cut off');
    }),
  );
  await expect(failing).rejects.toThrow('cut off');
  expect(await tell()).toBe(1);
  expect(await found()).toHaveLength(1);
});

test('what detectors were told stays to be read back, and says nothing of what was delivered', async () => {
  const { db } = database;
  await addProofGaps(db, 'd1', [gap('object-altered', 'a')], world.now());
  await tell();
  const [key = ''] = (await db.execute<{ key: string }>(sql`select key from event_batches`, 'objects')).map(
    (row) => row.key,
  );
  expect(key).toMatch(/^digest:\/\/111122223333\//);
  world.advance(days(3));
  await sweep(world, memoryOf({ retentionDays: 90 }));
  expect(Buffer.from((await eventBatchContent(db, key)) ?? []).toString()).toContain('"proofGap":"object-altered"');
  const hoursOf = await hourCounts(db, EVERYTHING, { from: new Date(0), to: world.now() });
  expect(hoursOf.map(({ objects, disproved }) => [objects, disproved])).toEqual([[0, 1]]);
  expect(await allCoverage(db, EVERYTHING)).toEqual([]);
  world.advance(days(120));
  await sweep(world, memoryOf({ retentionDays: 90 }));
  expect(await eventBatchContent(db, key)).toBeUndefined();
});
