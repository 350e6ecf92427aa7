import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { deliveriesOf } from '#db/queries/deliveries.ts';
import { findingsPage } from '#db/queries/findings.ts';
import type { Aws } from '#services/aws/aws.ts';
import { s3ObjectStore } from '#services/aws/s3-object-store.ts';
import { openDetection } from '#services/detection.ts';
import bucketExposed from '#services/detectors/policy/s3-bucket-block-public-access-disabled.ts';
import portscan from '#services/detectors/recon/ec2-portscan.ts';
import loggingDisabled from '#services/detectors/stealth/iam-user-cloud-trail-logging-disabled.ts';
import passwordPolicy from '#services/detectors/stealth/iam-user-password-policy-change.ts';
import rebind from '#services/detectors/unauthorized-access/ec2-metadata-dns-rebind.ts';
import { createLog, type Log } from '#services/log.ts';
import type { AnyDetector, Example } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { renderersOf } from '#services/formats.ts';
import { openSinks } from '#services/sinks.ts';
import securityHub from '#services/sinks/security-hub.ts';
import { start, type Service } from '#services/start.ts';
import { rememberedReader } from '#services/workers/pass/list-prefixes.ts';
import { reconcile } from '#services/workers/reconcile.ts';
import { createWorld, type World } from '#services/world.ts';
import { openEmpty } from '../databases.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { cloudTrailFile, flowLogFile, queryLogFile, type LogFile } from '../world/log-files.ts';
import {
  closeAccount,
  createBucket,
  createFlowLog,
  createOrganization,
  createOrganizationTrail,
  createQueryLog,
  deployMemberRole,
  logModelCalls,
  openAsAdministrator,
  putObject,
  type TestOrganization,
} from '../world/organization.ts';
import { NO_INTEL } from '../replay/detectors.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const moto = inject('motoUrl');
const REGIONS = ['eu-west-1', 'us-east-1'];
const detectors: readonly AnyDetector[] = [bucketExposed, portscan, loggingDisabled, passwordPolicy, rebind];

const SETTINGS = { turnsAtOnce: 2, objectsPerTurn: 100, retentionDays: 90 };

/** The first story in which a detector fires. */
function storyOf(detector: AnyDetector): Example {
  const [story] = Object.values(detector.examples.fires);
  if (story === undefined) throw new Error(`${detector.type} has no example`);
  return story();
}

/**
 * Thirty accounts and two Regions, seen from the delegated administrator. The trail of the organization delivers to a
 * log archive account that lets nobody but its own role read; one account has flow logs, another one query logs; one
 * account is closed, one has no role, one expects another external id.
 */
describe.skipIf(moto === undefined)('an organization of thirty accounts', () => {
  const emulator = new AwsEmulator(moto);
  let clockAheadMs = 0;
  let organization: TestOrganization;
  let aws: Aws;
  let database: Database;
  let world: World;
  let service: Service;
  let names: Record<
    'archive' | 'closed' | 'roleless' | 'wary' | 'scanner' | 'resolver' | 'stopper' | 'exposer',
    string
  >;
  let trailBucket: string;
  let flowBucket: string;
  let queryBucket: string;

  const pass = () => reconcile(world, aws, service.receive, { regions: REGIONS });
  const findings = async () => {
    const rows = await findingsPage(database.db, EVERYTHING, {}, { by: 'updatedAt', descending: true }, { limit: 100 });
    return rows.map(({ finding }) => finding);
  };
  const imported = () =>
    emulator.securityHub
      .findings()
      .map(({ accountId, region, body }) =>
        [String(body['GeneratorId']).split('/').slice(1).join('/'), accountId, region].join(' '),
      )
      .toSorted();
  const deliver = (accountId: string, bucket: string, file: LogFile, region?: string) =>
    putObject(emulator, accountId, bucket, file.key, file.bytes, region);
  const deliverTrail = (detector: AnyDetector, accountId: string, region: string, deliveredAt = new Date()) =>
    deliver(
      names.archive,
      trailBucket,
      cloudTrailFile(organization.id, { records: storyOf(detector), accountId, region, deliveredAt, prefix: 'audit/' }),
      'eu-west-1',
    );

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 30);
    const [, archive, closed, roleless, wary, scanner, resolver, stopper, exposer] = organization.members;
    names = { archive, closed, roleless, wary, scanner, resolver, stopper, exposer } as typeof names;
    const everyone = [organization.managementAccountId, ...organization.members];
    for (const accountId of everyone) {
      if (accountId !== names.roleless)
        await deployMemberRole(
          emulator,
          organization,
          accountId,
          accountId === names.wary ? 'another-external-id' : undefined,
        );
      for (const region of REGIONS) emulator.securityHub.enable(accountId, region);
    }
    await closeAccount(emulator, organization, names.closed);

    trailBucket = `organization-trail-${organization.suffix}`;
    await createBucket(emulator, names.archive, trailBucket, 'eu-west-1');
    await createOrganizationTrail(emulator, organization, trailBucket, 'audit');
    flowBucket = `flow-logs-${organization.suffix}`;
    await createBucket(emulator, names.scanner, flowBucket);
    await createFlowLog(emulator, names.scanner, 'us-east-1', `arn:aws:s3:::${flowBucket}/net/`);
    await logModelCalls(emulator, names.scanner, 'us-east-1', {
      s3Config: { bucketName: flowBucket, keyPrefix: 'ai' },
    });
    await logModelCalls(emulator, names.resolver, 'us-east-1', {
      cloudWatchConfig: { logGroupName: 'models', roleArn: `arn:aws:iam::${names.resolver}:role/Bedrock` },
    });
    queryBucket = `query-logs-${organization.suffix}`;
    await createBucket(emulator, names.resolver, queryBucket);
    const vpcId = await createQueryLog(emulator, names.resolver, 'eu-west-1', `arn:aws:s3:::${queryBucket}`);

    const deliveredAt = new Date();
    await deliverTrail(loggingDisabled, names.stopper, 'eu-west-1');
    await deliverTrail(bucketExposed, names.exposer, 'us-east-1');
    await deliverTrail(passwordPolicy, organization.managementAccountId, 'us-east-1');
    await deliverTrail(passwordPolicy, names.roleless, 'us-east-1');
    const scan = {
      records: storyOf(portscan),
      accountId: names.scanner,
      region: 'us-east-1',
      deliveredAt,
      prefix: 'net/',
    };
    await deliver(names.scanner, flowBucket, flowLogFile(scan));
    const lookup = { records: storyOf(rebind), accountId: names.resolver, region: 'eu-west-1', deliveredAt };
    await deliver(names.resolver, queryBucket, queryLogFile(vpcId, lookup));

    aws = openAsAdministrator(emulator, organization);
    database = await openEmpty();
    world = {
      ...createWorld({
        database,
        objects: s3ObjectStore(aws, (bucket) => rememberedReader(world, bucket)),
        sinks: await openSinks([securityHub], {}, { aws }, renderersOf(detectors)),
        log: createLog('silent'),
      }),
      now: () => new Date(Date.now() + clockAheadMs),
    };
    const detection = await openDetection({ detectors, intel: NO_INTEL });
    service = await start(world, SETTINGS, detection);
  });
  afterAll(async () => {
    await service?.[Symbol.asyncDispose]();
    await database?.close();
    await aws?.[Symbol.asyncDispose]();
    await emulator.stop();
  });

  test('is scanned from end to end: attacks are found, in the account and Region where they happened', async () => {
    const { accounts, objects } = await pass();
    expect(accounts).toHaveLength(30);
    expect(objects).toBe(6);
    await service.settle();
    expect(
      (await findings()).map(({ type, accountId, region }) => [type, accountId, region].join(' ')).toSorted(),
    ).toEqual(
      [
        // Findings about identities are in the home Region.
        `${loggingDisabled.type} ${names.stopper} us-east-1`,
        `${bucketExposed.type} ${names.exposer} us-east-1`,
        `${passwordPolicy.type} ${organization.managementAccountId} us-east-1`,
        `${passwordPolicy.type} ${names.roleless} us-east-1`,
        `${portscan.type} ${names.scanner} us-east-1`,
        `${rebind.type} ${names.resolver} eu-west-1`,
      ].toSorted(),
    );
  });

  test('gets its findings into Security Hub of the member accounts, each by its own role', () => {
    expect(imported()).toEqual(
      [
        // Findings about identities are in the home Region.
        `${loggingDisabled.type} ${names.stopper} us-east-1`,
        `${bucketExposed.type} ${names.exposer} us-east-1`,
        `${passwordPolicy.type} ${organization.managementAccountId} us-east-1`,
        `${portscan.type} ${names.scanner} us-east-1`,
        `${rebind.type} ${names.resolver} eu-west-1`,
      ].toSorted(),
    );
  });

  test('has three accounts that cannot be seen, each for its reason, and they stop nobody', async () => {
    const whole = (await allCoverage(database.db, EVERYTHING)).filter(
      ({ region, source }) => region === null && source === null,
    );
    expect(whole).toHaveLength(30);
    const gaps = whole.filter(({ state }) => state === 'gap').map(({ accountId, reason }) => [accountId, reason]);
    expect(gaps.toSorted()).toEqual(
      [
        [names.closed, 'account-suspended'],
        [names.roleless, 'role-missing-or-denied'],
        [names.wary, 'role-missing-or-denied'],
      ].toSorted(),
    );
  });

  test('has its logs told from its gaps, by Region and source', async () => {
    const facts = await allCoverage(database.db, EVERYTHING);
    const of = (accountId: string) =>
      facts
        .filter((fact) => fact.accountId === accountId && fact.source !== null)
        .map(({ region, source, reason }) => [region, source, reason].join(' '))
        .toSorted();
    expect(of(names.scanner)).toEqual([
      'eu-west-1 bedrock-invocation no-resource',
      'eu-west-1 cloudtrail reading',
      'eu-west-1 dns-query no-log-source',
      'eu-west-1 eks-audit no-resource',
      'eu-west-1 rds-login no-resource',
      'eu-west-1 vpc-flow no-log-source',
      'us-east-1 bedrock-invocation reading',
      'us-east-1 cloudtrail reading',
      'us-east-1 dns-query no-log-source',
      'us-east-1 eks-audit no-resource',
      'us-east-1 rds-login no-resource',
      'us-east-1 vpc-flow reading',
    ]);
    const unread = facts.find(
      (fact) => fact.accountId === names.resolver && fact.source === 'bedrock-invocation' && fact.state === 'gap',
    );
    expect(unread?.detail).toMatch(/delivers to the log group models only: let it/);
    const unlogged = facts.find(
      ({ accountId, reason, source }) =>
        [accountId, reason, source].join() === [names.scanner, 'no-log-source', 'vpc-flow'].join(),
    );
    expect(unlogged?.detail).toMatch(/^No flow log of vpc-[0-9a-f]+ delivers to S3: create one/);
    expect(of(names.roleless)).toEqual(['eu-west-1 cloudtrail reading', 'us-east-1 cloudtrail reading']);
  });

  test('has its trail read once, by the log archive account, which alone may', () => {
    const readers = emulator.calls.filter((call) => call.includes('s3:GetObject')).map((call) => call.split(' ')[0]);
    expect(readers.toSorted()).toEqual(
      [...Array.from({ length: 4 }, () => names.archive), names.scanner, names.resolver].toSorted(),
    );
  });

  test('is asked of in pages of twenty, and no account more than its Regions need', () => {
    const callsTo = (action: string) =>
      emulator.calls.filter((call) => call.includes(` organizations:${action} `)).length;
    // The list says which accounts there are, the tree where they are. Accounts that move while the tree is listed are
    // in no unit of it.
    expect(callsTo('ListAccounts')).toBe(2);
    // All thirty are at the root.
    expect(callsTo('ListRoots')).toBe(1);
    expect(callsTo('ListAccountsForParent')).toBe(2);
    expect(callsTo('ListOrganizationalUnitsForParent')).toBe(1);
    // The 29 accounts that are not closed, and once more the one without a role, for the delivery of its finding.
    expect(emulator.calls.filter((call) => call.includes('AssumeRole'))).toHaveLength(30);
    expect(emulator.calls.filter((call) => call.includes('GetTrailStatus'))).toHaveLength(1);
  });

  test('owes the account without a role its finding, and says why', async () => {
    const owed = (await findings()).find(({ accountId }) => accountId === names.roleless);
    expect(await deliveriesOf(database.db, owed?.id ?? '')).toMatchObject([
      { state: 'pending', attempts: 1, lastError: expect.stringContaining('does not allow assuming') },
    ]);
  });

  test('once the role is there: the account is covered, its finding arrives, and nothing is read twice', async () => {
    await deployMemberRole(emulator, organization, names.roleless);
    await deliverTrail(loggingDisabled, names.roleless, 'us-east-1', new Date(Date.now() + 60_000));
    const before = emulator.calls.length;
    clockAheadMs += hours(1);
    await pass();
    await service.settle();
    const facts = await allCoverage(database.db, EVERYTHING);
    expect(facts.find((fact) => fact.accountId === names.roleless && fact.region === null)).toMatchObject({
      state: 'covered',
    });
    expect(imported()).toEqual(
      expect.arrayContaining([
        `${passwordPolicy.type} ${names.roleless} us-east-1`,
        `${loggingDisabled.type} ${names.roleless} us-east-1`,
      ]),
    );
    expect(emulator.calls.slice(before).filter((call) => call.includes('s3:GetObject'))).toHaveLength(1);
  });

  test('is looked at by a running service by itself', async () => {
    const { promise: seen, resolve: tell } = Promise.withResolvers<unknown>();
    const quiet = createLog('silent');
    const log: Log = { ...quiet, info: (event, details) => event === 'organization-seen' && tell(details) };
    const fresh = await openEmpty();
    const detection = await openDetection({ detectors, intel: NO_INTEL });
    const watching = await start({ ...world, database: fresh, log, aws }, { ...SETTINGS, regions: REGIONS }, detection);
    expect(await seen).toMatchObject({ accounts: 30, objects: 7 });
    await watching[Symbol.asyncDispose]();
    await fresh.close();
  });

  test('was asked of in no way that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});
