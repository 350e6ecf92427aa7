import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { findingsPage } from '#db/queries/findings.ts';
import type { Aws } from '#services/aws/aws.ts';
import { s3ObjectStore } from '#services/aws/s3-object-store.ts';
import { openDetection } from '#services/detection.ts';
import execInKubeSystemPod from '#services/detectors/execution/kubernetes-exec-in-kube-system-pod.ts';
import { createLog } from '#services/log.ts';
import { hours } from '#services/model/time.ts';
import { start, type Service } from '#services/start.ts';
import { rememberedReader } from '#services/workers/pass/list-prefixes.ts';
import { listNew, reconcile } from '#services/workers/reconcile.ts';
import { createWorld, type World } from '#services/world.ts';
import { openEmpty } from '../databases.ts';
import { NO_INTEL } from '../replay/detectors.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import {
  createBucket,
  createOrganization,
  deployMemberRole,
  openAsAdministrator,
  putObject,
  type TestOrganization,
} from '../world/organization.ts';
import {
  createCluster,
  createLogGroup,
  createStream,
  subscribe,
  writeLog,
  type Owner,
} from '../world/subscriptions.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const moto = inject('motoUrl');
const REGION = 'eu-west-1';
const GROUP = '/aws/eks/prod/cluster';
const AUDIT_STREAM = 'kube-apiserver-audit-0123456789abcdef0123456789abcdef';

/** The records of a story in which the detector fires, as the control plane writes them. */
function story(): readonly string[] {
  const [example] = Object.values(execInKubeSystemPod.examples.fires);
  if (example === undefined) throw new Error('the detector has no example');
  return example().records.map((record) => JSON.stringify(record));
}

/**
 * An account with three clusters: the audit log of one goes through Firehose to a bucket that holds other things as well,
 * that of another goes nowhere, the third has none.
 */
describe.skipIf(moto === undefined)('the audit log of a cluster', () => {
  const emulator = new AwsEmulator(moto);
  let organization: TestOrganization;
  let aws: Aws;
  let database: Database;
  let world: World;
  let service: Service;
  let owner: Owner;
  let bucket: string;
  let clockAheadMs = 0;

  const pass = () => reconcile(world, aws, service.receive, { regions: [REGION] });
  const findings = async () => {
    const rows = await findingsPage(database.db, EVERYTHING, {}, { by: 'updatedAt', descending: true }, { limit: 10 });
    return rows.map(({ finding }) => finding);
  };
  const factAbout = async (source: string) =>
    (await allCoverage(database.db, EVERYTHING)).find(
      (fact) => fact.accountId === owner.accountId && fact.source === source,
    );

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 3);
    for (const accountId of [organization.managementAccountId, ...organization.members])
      await deployMemberRole(emulator, organization, accountId);
    owner = { emulator, accountId: organization.members[1] ?? '', region: REGION };
    bucket = `audit-${organization.suffix}`;
    await createBucket(emulator, owner.accountId, bucket, REGION);
    await createCluster(owner, 'prod', true);
    await createCluster(owner, 'test', true);
    await createCluster(owner, 'mute', false);
    for (const name of ['prod', 'test']) await createLogGroup(owner, `/aws/eks/${name}/cluster`);
    await subscribe(owner, GROUP, await createStream(owner, 'eks-audit', bucket));

    aws = openAsAdministrator(emulator, organization);
    database = await openEmpty();
    world = {
      ...createWorld({
        database,
        objects: s3ObjectStore(aws, (name) => rememberedReader(world, name)),
        sinks: [],
        log: createLog('silent'),
      }),
      now: () => new Date(Date.now() + clockAheadMs),
    };
    const detection = await openDetection({ detectors: [execInKubeSystemPod], intel: NO_INTEL });
    service = await start(world, { turnsAtOnce: 2, objectsPerTurn: 100, retentionDays: 90 }, detection);
  });
  afterAll(async () => {
    await service?.[Symbol.asyncDispose]();
    await database?.close();
    await aws?.[Symbol.asyncDispose]();
    await emulator.stop();
  });

  test('leads to a finding about the cluster, in its account and Region', async () => {
    await writeLog(owner, GROUP, AUDIT_STREAM, story());
    // Other objects in the bucket are no logs, and must not be read.
    for (const key of ['2026/readme.txt', 'AWSLogs/other.gz', `${new Date().getUTCFullYear()}/12/31/23/app-1-x`])
      await putObject(emulator, owner.accountId, bucket, key, Buffer.from('not a log'), REGION);
    expect((await pass()).objects).toBe(1);
    await service.settle();
    expect(await findings()).toMatchObject([
      {
        type: execInKubeSystemPod.type,
        accountId: owner.accountId,
        region: REGION,
        resource: { eksClusterDetails: { name: 'prod' } },
      },
    ]);
  });

  test('is covered for that cluster alone: the others are a gap, also after the log was read', async () => {
    const fact = await factAbout('eks-audit');
    expect(fact).toMatchObject({ state: 'gap', reason: 'no-log-source' });
    expect(fact?.detail).toContain('The audit log of the EKS cluster mute is off');
    expect(fact?.detail).toContain('/aws/eks/test/cluster has no subscription');
    expect(fact?.detail).toContain(`Everything else is read from ${bucket}.`);
    expect(await factAbout('rds-login')).toMatchObject({ state: 'covered', reason: 'no-resource' });
  });

  test('is listed without asking the account, and each of its objects is read once', async () => {
    await writeLog(owner, GROUP, `${AUDIT_STREAM.slice(0, -1)}0`, story());
    const before = emulator.calls.length;
    await listNew(world, aws, service.receive);
    await service.settle();
    clockAheadMs = hours(1);
    await listNew(world, aws, service.receive);
    await service.settle();
    const calls = emulator.calls.slice(before).map((call) => call.split(' ')[1]);
    expect(new Set(calls)).toEqual(new Set(['s3:ListObjectsV2', 's3:GetObject']));
    expect(calls.filter((call) => call === 's3:GetObject')).toHaveLength(1);
    // The same events count once, because they have ids.
    expect(await findings()).toHaveLength(1);
  });

  test('was asked of in no way that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});
