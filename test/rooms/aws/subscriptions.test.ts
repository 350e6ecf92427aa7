import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openAws, type Aws } from '#services/aws/aws.ts';
import { Destinations } from '#services/aws/destinations.ts';
import type { Refusal } from '#services/model/probe.ts';
import eksAudit from '#services/aws/logging/eks-audit.ts';
import rdsLogin from '#services/aws/logging/rds-login.ts';
import { AwsEmulator } from '../../world/aws-emulator.ts';
import {
  createBucket,
  createOrganization,
  deployMemberRole,
  openAsAdministrator,
  type TestOrganization,
} from '../../world/organization.ts';
import {
  createCluster,
  createDatabase,
  createDatabaseCluster,
  createDestination,
  createLogGroup,
  createStream,
  subscribe,
  subscribeAccount,
  type Owner,
} from '../../world/subscriptions.ts';

const moto = inject('motoUrl');

const groupOf = (cluster: string) => `/aws/eks/${cluster}/cluster`;

/** Finds the logs that only a subscription of CloudWatch Logs delivers. */
describe.skipIf(moto === undefined)('subscriptions', () => {
  const emulator = new AwsEmulator(moto);
  let organization: TestOrganization;
  let patient: Aws;
  let aws: Aws;
  let bucket: string;
  let central: string;
  let members: string[];
  let owner: Owner;
  let destinations: Destinations;

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 16);
    [, central = '', ...members] = organization.members;
    for (const accountId of [central, ...members]) await deployMemberRole(emulator, organization, accountId);
    bucket = `streams-${organization.suffix}`;
    await createBucket(emulator, central, bucket);
    patient = openAsAdministrator(emulator, organization);
    // Faults last for ever here, so retries would only take time.
    aws = openAws({ ...patient.settings, attemptsMax: 1 });
  });
  beforeEach(() => {
    // Each test has an account of its own: otherwise it would find what another test made.
    owner = { emulator, accountId: members.shift() ?? '', region: 'eu-west-1' };
    const ours = new Set(organization.members);
    destinations = new Destinations(ours, (accountId, region) => aws.client(accountId, region));
  });
  afterEach(() => {
    emulator.faults.length = 0;
  });
  afterAll(async () => {
    await aws?.[Symbol.asyncDispose]();
    await patient?.[Symbol.asyncDispose]();
    await emulator.stop();
  });

  const find = async (calls = eksAudit, { accountId, region } = owner) =>
    calls.find(await aws.client(accountId, region), { destinations, vpcs: async () => [] });
  const audited = async (name: string) => {
    await createCluster(owner, name, true);
    await createLogGroup(owner, groupOf(name));
  };

  test('are none where there is nothing to log', async () => {
    expect(await find()).toEqual({ found: [], resources: 0, unread: [] });
    expect(await find(rdsLogin)).toEqual({ found: [], resources: 0, unread: [] });
    await createLogGroup(owner, groupOf('deleted'));
    expect(await find()).toEqual({ found: [], resources: 0, unread: [] });
  });

  test('of clusters to one delivery stream are found once, with where it writes', async () => {
    const arn = await createStream(owner, 'audit', bucket, { Prefix: 'AWSLogs/eks/' });
    for (const name of ['first', 'second']) {
      await audited(name);
      await subscribe(owner, groupOf(name), arn);
    }
    expect(await find()).toEqual({
      found: [
        {
          id: arn,
          bucket,
          prefix: 'AWSLogs/eks/',
          hive: false,
          stream: { name: 'audit', accountId: owner.accountId },
          homeRegion: 'eu-west-1',
        },
      ],
      resources: 2,
      unread: [],
    });
    expect(emulator.calls.filter((call) => call.includes('DescribeDeliveryStream'))).toHaveLength(1);
  });

  test('of clusters that have none, that log nothing, and that nobody wrote to are told each with what to do', async () => {
    await createCluster(owner, 'mute', false);
    await audited('unsubscribed');
    await createCluster(owner, 'unwritten', true);
    const { found, resources, unread } = await find();
    expect([found, resources]).toEqual([[], 3]);
    expect(told(unread)).toEqual([
      'The audit log of the EKS cluster mute is off: turn on the type audit of its control plane logging.',
      'The log group /aws/eks/unsubscribed/cluster has no subscription: subscribe a Firehose delivery stream that writes to S3.',
      'There is no log group /aws/eks/unwritten/cluster: see why nothing was written to it so far.',
    ]);
  });

  test('that lead through another account are followed there, and are found as that account sees them', async () => {
    const there = { ...owner, accountId: central };
    const arn = await createStream(there, `central-${owner.accountId}`, bucket);
    const destination = await createDestination(there, `for-${owner.accountId}`, arn);
    await audited('far');
    await subscribe(owner, groupOf('far'), destination);
    expect(await find()).toMatchObject({
      found: [{ id: arn, prefix: '', stream: { accountId: central } }],
      unread: [],
    });
    expect(emulator.calls).toContain(`${central} firehose:DescribeDeliveryStream eu-west-1`);
  });

  test('that lead to an account which may not be asked are told, and hold up nothing else', async () => {
    const there = { ...owner, accountId: central };
    const arn = await createStream(there, `silent-${owner.accountId}`, bucket);
    await audited('far');
    await subscribe(owner, groupOf('far'), await createDestination(there, `silent-${owner.accountId}`, arn));
    const near = await createStream(owner, 'near', bucket);
    await audited('near');
    await subscribe(owner, groupOf('near'), near);
    emulator.faults.push({
      service: 'logs',
      action: 'DescribeDestinations',
      accountId: central,
      status: 400,
      code: 'AccessDeniedException',
    });
    const { found, unread } = await find();
    expect(found.map(({ id }) => id)).toEqual([near]);
    expect(told(unread)).toEqual([
      expect.stringMatching(
        /^The log group \/aws\/eks\/far\/cluster is delivered to arn:.*, which Vedette may not look up: allow the member role of its account to do so\. .*AccessDeniedException/,
      ),
    ]);
  });

  test('by a policy of the account are those of every log group that it does not leave out', async () => {
    const arn = await createStream(owner, 'all', bucket);
    for (const name of ['in', 'out']) await audited(name);
    await subscribeAccount(owner, arn, [groupOf('out')]);
    const { found, unread } = await find();
    expect(found.map(({ id }) => id)).toEqual([arn]);
    expect(told(unread)).toEqual([expect.stringContaining('/aws/eks/out/cluster has no subscription')]);
  });

  test.each([
    [
      'in keys without dates in order',
      { Prefix: '!{firehose:random-string}/' },
      /below "!\{.*": new objects are found/,
    ],
    ['in Snappy', { CompressionFormat: 'Snappy' }, /uses Snappy compression.*: use GZIP/],
    ['in another format', { DataFormatConversionConfiguration: { Enabled: true } }, /turn the conversion off/],
    [
      'without whose it is',
      {
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [
            {
              Type: 'CloudWatchLogProcessing',
              Parameters: [{ ParameterName: 'DataMessageExtraction', ParameterValue: 'true' }],
            },
          ],
        },
      },
      /turn message extraction off/,
    ],
  ] as const)('to a stream that writes %s are told, with what to do', async (_, rest, words) => {
    const name = 'odd';
    if (!(await find()).resources) await audited(name);
    const written = { ...rest } as Parameters<typeof createStream>[3];
    await subscribe(owner, groupOf(name), await createStream(owner, 'odd', bucket, written));
    const { found, unread } = await find();
    expect(found).toEqual([]);
    expect(told(unread)).toEqual([expect.stringMatching(words)]);
  });

  test('of databases are asked of what tells of log-ins: in Aurora by the cluster, and of no engine that is not read', async () => {
    await createDatabase(owner, 'orders', 'postgres', ['postgresql']);
    await createDatabase(owner, 'mute', 'mysql', ['general']);
    await createDatabase(owner, 'shop', 'mysql', ['audit', 'error']);
    await createDatabase(owner, 'ledger', 'oracle-ee', ['audit']);
    await createDatabaseCluster(owner, 'crm', 'aurora-postgresql', ['postgresql']);
    for (const name of ['orders/postgresql', 'shop/audit', 'shop/error'])
      await createLogGroup(owner, `/aws/rds/instance/${name}`);
    const arn = await createStream(owner, 'logins', bucket, { Prefix: 'rds/' });
    await subscribe(owner, '/aws/rds/instance/shop/error', arn);
    const { found, resources, unread } = await find(rdsLogin);
    expect(found).toMatchObject([{ id: arn, prefix: 'rds/' }]);
    expect(resources).toBe(4);
    expect(told(unread)).toEqual([
      'The database instance mute publishes no log of log-ins: publish its audit or error log to CloudWatch Logs.',
      expect.stringContaining('/aws/rds/instance/orders/postgresql has no subscription'),
      'There is no log group /aws/rds/cluster/crm/postgresql: see why nothing was written to it so far.',
    ]);
  });

  test('were asked about in no way that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});

test('what is neither a delivery stream nor a destination is not followed, and nobody is asked about it', async () => {
  const destinations = new Destinations(new Set(['111122223333']), async () => {
    throw new Error('nobody is asked');
  });
  for (const arn of [
    'arn:aws:lambda:us-east-1:111122223333:function:siem',
    'arn:aws:kinesis:us-east-1:111122223333:stream/all',
  ])
    expect(await destinations.of(arn)).toEqual({
      notRead: `${arn}, where Vedette cannot follow: subscribe a Firehose delivery stream that writes to S3, in addition or instead.`,
    });
});

test.each([
  'arn:aws:firehose:us-east-1:999988887777:deliverystream/theirs',
  'arn:aws:logs:us-east-1:999988887777:destination:theirs',
])('an account outside of the organization is not asked about %s, and no role of it assumed', async (arn) => {
  const asked: string[] = [];
  const destinations = new Destinations(new Set(['111122223333']), (accountId) => {
    asked.push(accountId);
    return Promise.reject(new Error('strangers learn our external id'));
  });
  expect(await destinations.of(arn)).toEqual({
    notRead: `${arn}, in an account outside the organization: subscribe a Firehose delivery stream that writes to S3 in an account of the organization.`,
  });
  expect(asked).toEqual([]);
});

function told(unread: readonly Refusal[] = []): readonly string[] {
  return unread.map(({ detail }) => detail).toSorted();
}
