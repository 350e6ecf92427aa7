import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { allCoverage, putInventoryCoverage } from '#db/queries/coverage.ts';
import type { Aws } from '#services/aws/aws.ts';
import type { LogObject } from '#services/model/log-object.ts';
import type { Queue } from '#services/workers/adapters/queue.ts';
import { watchOrganization } from '#services/workers/watch-organization.ts';
import { openEmpty } from '../../databases.ts';
import { AwsEmulator } from '../../world/aws-emulator.ts';
import {
  createBucket,
  createFlowLog,
  createOrganization,
  createOrganizationTrail,
  deployMemberRole,
  openAsAdministrator,
  putObject,
  type TestOrganization,
} from '../../world/organization.ts';
import { recordingQueue } from './recording-queue.ts';
import { testWorld, type TestWorld } from './world.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const moto = inject('motoUrl');

describe.skipIf(moto === undefined)('watching an organization', () => {
  const emulator = new AwsEmulator(moto);
  let organization: TestOrganization;
  let database: Database;
  let aws: Aws;
  let world: TestWorld;
  const received: LogObject[] = [];
  const receive = async (objects: readonly LogObject[]) => void received.push(...objects);
  const jobs = new Map<string, () => Promise<void>>();
  const schedule: [number, string][] = [];
  const recording = recordingQueue();
  const queue: Queue = {
    ...recording,
    async work(job, _atOnce, run) {
      jobs.set(job, () => run(''));
    },
    async every(minutes, job) {
      schedule.push([minutes, job]);
    },
  };

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 2);
    for (const accountId of [organization.managementAccountId, ...organization.members])
      await deployMemberRole(emulator, organization, accountId);
    const bucket = `watch-${organization.suffix}`;
    await createBucket(emulator, organization.managementAccountId, bucket);
    await createOrganizationTrail(emulator, organization, bucket);
    await createFlowLog(emulator, organization.managementAccountId, 'us-east-1', `arn:aws:s3:::${bucket}`);
    aws = openAsAdministrator(emulator, organization);
    database = await openEmpty();
    world = { ...testWorld(database, []), now: () => new Date() };
    const account = organization.managementAccountId;
    const at = new Date().toISOString();
    const day = at.slice(0, 10).replaceAll('-', '/');
    const name = `${account}_CloudTrail_us-east-1_${at.slice(0, 16).replace(/[-:]/g, '')}Z_a.json.gz`;
    const key = `AWSLogs/${organization.id}/${account}/CloudTrail/us-east-1/${day}/${name}`;
    await putObject(emulator, account, bucket, key, Buffer.from('a'));
    await watchOrganization(world, aws, queue, receive, { regions: ['us-east-1'], inventoryHours: 6 });
  });
  afterAll(async () => {
    await database.close();
    await emulator.stop();
  });

  test('begins at once, and goes on every hour, and every five minutes for what is new', () => {
    expect(recording.woken).toEqual([{ job: 'reconcile', keys: [''] }]);
    expect(schedule).toEqual([
      [60, 'verify'],
      [60, 'reconcile'],
      [5, 'list'],
    ]);
  });

  test('tells what it saw, and receives what there is', async () => {
    await jobs.get('reconcile')?.();
    const facts = await allCoverage(database.db, EVERYTHING);
    const gaps = facts.filter(({ state }) => state === 'gap').length;
    expect(gaps).toBeGreaterThan(0);
    expect(gaps).toBeLessThan(facts.length / 2);
    expect(world.told).toMatchObject([{ event: 'organization-seen', details: { accounts: 2, gaps, objects: 1 } }]);
    expect(received).toHaveLength(1);
    await jobs.get('list')?.();
    expect(world.told[1]).toMatchObject({ event: 'buckets-listed', details: { refused: {} } });
  });

  test('then accounts are asked what they have, each once in six hours', async () => {
    expect(recording.woken.at(-1)).toEqual({ job: 'inventory', keys: [''] });
    await jobs.get('inventory')?.();
    expect(world.told[2]).toMatchObject({ event: 'inventory-read', details: { accounts: 2, refused: {}, cut: 0 } });
    await jobs.get('inventory')?.();
    expect(world.told).toHaveLength(3);
  });

  test('where nobody asks what accounts have, nothing is said of it', async () => {
    const [accountId = ''] = organization.members;
    const fact = { about: 'inventory', accountId, region: undefined, source: undefined, detail: 'Denied.' } as const;
    await putInventoryCoverage(database.db, [{ ...fact, state: 'gap', reason: 'error' }], world.now());
    await watchOrganization(world, aws, queue, receive, { regions: ['us-east-1'], inventoryHours: 0 });
    await jobs.get('reconcile')?.();
    const facts = await allCoverage(database.db, EVERYTHING);
    expect(facts.filter(({ about }) => about === 'inventory')).toEqual([]);
  });
});
