import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { ADMINISTRATOR, openAws, type Aws } from '#services/aws/aws.ts';
import { Destinations } from '#services/aws/destinations.ts';
import { listRegions, listVpcs } from '#services/aws/ec2.ts';
import { readOrganization } from '#services/aws/organizations.ts';
import cloudtrail from '#services/aws/logging/cloudtrail.ts';
import dnsQuery from '#services/aws/logging/dns-query.ts';
import vpcFlow from '#services/aws/logging/vpc-flow.ts';
import type { SharedAnswers } from '#services/aws/logging.ts';
import { getObject, listBuckets, listObjects } from '#services/aws/s3.ts';
import { s3ObjectStore } from '#services/aws/s3-object-store.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { AwsEmulator } from '../../world/aws-emulator.ts';
import {
  closeAccount,
  createBucket,
  createFlowLog,
  createOrganization,
  createOrganizationTrail,
  createQueryLog,
  deployMemberRole,
  EXTERNAL_ID,
  openAsAdministrator,
  putObject,
  type TestOrganization,
} from '../../world/organization.ts';

const moto = inject('motoUrl');

/** The calls of the room against the emulator: what AWS pages, refuses, throttles and redirects. */
describe.skipIf(moto === undefined)('AWS', () => {
  const emulator = new AwsEmulator(moto);
  let organization: TestOrganization;
  let aws: Aws;
  let member: string;
  let other: string;

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 45);
    [, member, other] = organization.members as [string, string, string];
    await deployMemberRole(emulator, organization, member);
    await deployMemberRole(emulator, organization, other);
    aws = openAsAdministrator(emulator, organization);
  });
  afterEach(() => {
    emulator.faults.length = 0;
  });
  afterAll(async () => {
    await aws[Symbol.asyncDispose]();
    await emulator.stop();
  });

  const openWith = (externalId: string | undefined, name = 'VedetteMember') =>
    openAws({ ...aws.settings, memberRole: { ...aws.settings.memberRole, name, externalId } });
  const logBucket = () => `logs-${organization.suffix}`;
  const object = (key: string, changes: Partial<LogObject> = {}): LogObject => ({
    bucket: logBucket(),
    key,
    etag: '',
    sizeBytes: 0,
    source: 'cloudtrail',
    accountId: member,
    region: 'us-east-1',
    ...changes,
  });
  const keysOf = async (
    as: string,
    listing: { prefix: string; startAfter?: string; owner?: string; pageSize?: number },
  ) => {
    const keys: string[] = [];
    for await (const page of listObjects(await aws.client(as), {
      bucket: logBucket(),
      startAfter: '',
      owner: undefined,
      ...listing,
    }))
      keys.push(...page.map(({ key }) => key));
    return keys;
  };
  const callsTo = (action: string) => emulator.calls.filter((call) => call.includes(action)).length;

  test.each(['ec2', 's3'])('credentials that %s calls expired are dropped, and got anew once', async (service) => {
    await listRegions(await aws.client(member));
    emulator.faults.push({ service, accountId: member, status: 400, code: 'ExpiredToken', times: 3 });
    const before = callsTo('AssumeRole');
    const config = await aws.client(member);
    const ask = async (as = config) => (service === 'ec2' ? listRegions(as) : listBuckets(as));
    const outcomes = await Promise.allSettled([ask(), ask(), ask()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const again = await Promise.all([aws.client(member), aws.client(member)]);
    expect(again[0]).not.toBe(config);
    await ask(again[0]);
    // A caller that still has the old credentials does not discard the new ones.
    emulator.faults.push({ service, accountId: member, status: 400, code: 'ExpiredToken', times: 1 });
    await expect(ask()).rejects.toThrow('ExpiredToken');
    expect(await aws.client(member)).toBe(again[0]);
    expect(callsTo('AssumeRole') - before).toBe(1);
  });

  describe('the organization', () => {
    test('is listed whole, twenty accounts a page', async () => {
      const before = callsTo('ListAccounts');
      const { accounts } = await readOrganization(await aws.client(ADMINISTRATOR));
      expect(callsTo('ListAccounts') - before).toBe(3);
      expect(new Set(accounts.map(({ id }) => id))).toEqual(
        new Set([organization.managementAccountId, ...organization.members]),
      );
      expect(accounts.filter(({ management }) => management).map(({ id }) => id)).toEqual([
        organization.managementAccountId,
      ]);
    });

    test('shows closed accounts as what they are', async () => {
      const closed = organization.members.at(-1) ?? '';
      await closeAccount(emulator, organization, closed);
      const { accounts } = await readOrganization(await aws.client(ADMINISTRATOR));
      expect(accounts.find(({ id }) => id === closed)?.status).toBe('SUSPENDED');
    });

    test('is named with its management account', async () => {
      const { id, managementAccountId } = await readOrganization(await aws.client(ADMINISTRATOR));
      expect([id, managementAccountId]).toEqual([organization.id, organization.managementAccountId]);
    });

    test('is not listed to a member that is no delegated administrator, which is told who makes it one, and how', async () => {
      await expect(readOrganization(await aws.client(member))).rejects.toMatchObject({
        kind: 'access-denied',
        message: expect.stringMatching(
          new RegExp(
            `management account ${organization.managementAccountId} can change that: aws organizations register-delegated-administrator --account-id ${member} `,
          ),
        ),
      });
    });

    test('is listed whole though calls are throttled', async () => {
      emulator.faults.push({
        service: 'organizations',
        action: 'ListAccounts',
        status: 400,
        code: 'TooManyRequestsException',
        times: 1,
      });
      const { accounts } = await readOrganization(await aws.client(ADMINISTRATOR));
      expect(accounts).toHaveLength(45);
    });
  });

  describe('the member role', () => {
    test('acts in its account, and is assumed once however many ask', async () => {
      const mine = openWith(EXTERNAL_ID);
      const before = callsTo('AssumeRole');
      await Promise.all([mine.client(member), mine.client(member, 'eu-west-1'), mine.client(member)]);
      expect(callsTo('AssumeRole') - before).toBe(1);
      await listBuckets(await mine.client(member));
      expect(emulator.calls.at(-1)).toBe(`${member} s3:ListBuckets us-east-1`);
      await mine[Symbol.asyncDispose]();
    });

    test.each([
      ['another external id', 'not-the-external-id', undefined],
      ['no external id', undefined, undefined],
      ['another name', EXTERNAL_ID, 'Somebody'],
    ])('is refused with %s', async (_, externalId, name) => {
      const mine = openWith(externalId, name);
      await expect(mine.client(member)).rejects.toMatchObject({ kind: 'access-denied' });
      await mine[Symbol.asyncDispose]();
    });

    test('is refused in an account that is closed', async () => {
      await expect(aws.client(organization.members.at(-1) ?? '')).rejects.toMatchObject({ kind: 'access-denied' });
    });

    test('is asked for again after a refusal', async () => {
      emulator.faults.push({ service: 'sts', action: 'AssumeRole', status: 403, code: 'AccessDenied', times: 1 });
      const mine = openWith(EXTERNAL_ID);
      await expect(mine.client(member)).rejects.toMatchObject({ kind: 'access-denied' });
      await expect(mine.client(member)).resolves.toBeDefined();
      await mine[Symbol.asyncDispose]();
    });
  });

  describe('discovery', () => {
    const elsewhere: SharedAnswers = {
      destinations: new Destinations(new Set(), (accountId, region) => aws.client(accountId, region)),
      vpcs: async () => [],
    };

    test('shows members the trail of the organization, in Regions other than its home too', async () => {
      await createBucket(emulator, other, `trail-${organization.suffix}-aws`);
      await createOrganizationTrail(emulator, organization, `trail-${organization.suffix}-aws`, 'audit');
      const { found } = await cloudtrail.find(await aws.client(member, 'eu-west-1'), elsewhere);
      const [trail] = found;
      expect(trail).toEqual({
        id: expect.stringContaining(`:${organization.managementAccountId}:trail/organization`),
        digests: 'organization_us-east-1',
        bucket: `trail-${organization.suffix}-aws`,
        prefix: 'audit/',
        homeRegion: 'us-east-1',
        multiRegion: true,
        organizationBy: organization.managementAccountId,
      });
      expect(await cloudtrail.stateOf?.(await aws.client(member), trail?.id ?? '')).toMatchObject({ logging: true });
    });

    test('takes a status that may not be asked as unknown', async () => {
      emulator.faults.push({
        service: 'cloudtrail',
        action: 'GetTrailStatus',
        status: 400,
        code: 'AccessDeniedException',
      });
      expect(await cloudtrail.stateOf?.(await aws.client(member), 'arn:aws:cloudtrail:us-east-1:0:trail/x')).toEqual(
        {},
      );
    });

    test('finds flow logs and query logs with the prefix of their destination', async () => {
      const bucket = `network-${organization.suffix}`;
      await createBucket(emulator, member, bucket);
      await createFlowLog(emulator, member, 'eu-west-1', `arn:aws:s3:::${bucket}/a/b`);
      const vpcId = await createQueryLog(emulator, member, 'eu-west-1', `arn:aws:s3:::${bucket}/q/`);
      const config = await aws.client(member, 'eu-west-1');
      const here = { ...elsewhere, vpcs: () => listVpcs(config, member) };
      const flows = { bucket, prefix: 'a/b/', hive: false };
      expect(await vpcFlow.find(config, here)).toMatchObject({ found: [flows], resources: 1, unread: [] });
      const queries = { resource: vpcId, bucket, prefix: 'q/' };
      expect(await dnsQuery.find(config, here)).toMatchObject({ found: [queries], resources: 1, unread: [] });
      const there = await aws.client(member, 'us-east-1');
      expect(await vpcFlow.find(there, elsewhere)).toEqual({ found: [], resources: 0, unread: [] });
    });

    test('gives a denial by EC2 the same code as one by any other service', async () => {
      emulator.faults.push({ service: 'ec2', accountId: member, status: 403, code: 'UnauthorizedOperation' });
      await expect(vpcFlow.find(await aws.client(member), elsewhere)).rejects.toMatchObject({ kind: 'access-denied' });
      await expect(listRegions(await aws.client(other))).resolves.toContain('eu-west-1');
    });
  });

  describe('log buckets', () => {
    beforeAll(async () => {
      await createBucket(emulator, member, logBucket());
      for (const name of ['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'b/1'])
        await putObject(emulator, member, logBucket(), name, Buffer.from(`content of ${name}`));
    });

    test('are listed in pages, after a key, below a prefix', async () => {
      expect(await keysOf(member, { prefix: 'a/', startAfter: 'a/1', pageSize: 2 })).toEqual([
        'a/2',
        'a/3',
        'a/4',
        'a/5',
      ]);
    });

    test('are listed by those who may, and not when somebody else owns them', async () => {
      await expect(keysOf(ADMINISTRATOR, { prefix: 'a/' })).rejects.toMatchObject({ kind: 'access-denied' });
      expect(await keysOf(member, { prefix: 'b/', owner: member })).toEqual(['b/1']);
      await expect(keysOf(member, { prefix: 'b/', owner: other })).rejects.toMatchObject({ kind: 'access-denied' });
    });

    test('that do not exist are missing, not denied', async () => {
      const listing = { bucket: `nowhere-${organization.suffix}`, prefix: '', startAfter: '', owner: undefined };
      await expect(listObjects(await aws.client(member), listing).next()).rejects.toMatchObject({
        kind: 'missing',
      });
    });

    test('in another Region than ours are found there', async () => {
      const far = `far-${organization.suffix}`;
      await createBucket(emulator, member, far, 'eu-west-1');
      await putObject(emulator, member, far, 'x', Buffer.from('far away'), 'eu-west-1');
      const version = { bucket: far, key: 'x', etag: '', owner: member };
      const bytes = await getObject(await aws.client(member), version, () => undefined);
      expect(Buffer.from(bytes as Uint8Array).toString()).toBe('far away');
    });

    test('give their objects to whoever may read them', async () => {
      const store = s3ObjectStore(aws, async () => undefined);
      expect(Buffer.from((await store.get(object('a/1'))) as Uint8Array).toString()).toBe('content of a/1');
    });

    test('refuse what nobody may read, what is gone and what was replaced, each as what it is', async () => {
      const store = s3ObjectStore(aws, async () => undefined);
      expect(await store.get(object('a/1', { accountId: other }))).toMatchObject({ refused: 'access-denied' });
      expect(await store.get(object('gone'))).toMatchObject({ refused: 'missing' });
      expect(await store.get(object('a/1', { etag: '0'.repeat(32) }))).toMatchObject({ refused: 'missing' });
      const narrow = s3ObjectStore(aws, async () => undefined, 0);
      expect(await narrow.get(object('a/1'))).toMatchObject({ refused: 'over-bound' });
    });

    test('hold no object up that is not to blame: when S3 is away, that is an error to try again', async () => {
      emulator.faults.push({ service: 's3', action: 'GetObject', status: 503, code: 'SlowDown' });
      const impatient = openAws({ ...aws.settings, attemptsMax: 1 });
      await expect(s3ObjectStore(impatient, async () => undefined).get(object('a/1'))).rejects.toMatchObject({
        kind: 'throttled',
      });
      await impatient[Symbol.asyncDispose]();
    });
  });

  test('was asked of in no way that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});
