import { CloudTrailClient, DeleteTrailCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { directory } from '#db/queries/accounts.ts';
import { createToken } from '#db/queries/access/tokens.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { unitTree } from '#db/queries/organizational-units.ts';
import { listingMarker } from '#db/queries/listings.ts';
import { openAws, type Aws } from '#services/aws/aws.ts';
import type { LogObject } from '#services/model/log-object.ts';
import { days, hours } from '#services/model/time.ts';
import { rememberedReader } from '#services/workers/pass/list-prefixes.ts';
import { listNew, reconcile } from '#services/workers/reconcile.ts';
import { openEmpty } from '../../databases.ts';
import { empty } from '../../renewal.ts';
import { AwsEmulator } from '../../world/aws-emulator.ts';
import {
  createBucket,
  createFlowLog,
  createOrganization,
  createOrganizationTrail,
  createUnit,
  deployMemberRole,
  hands,
  HOME_REGION,
  openAsAdministrator,
  putObject,
  type TestOrganization,
} from '../../world/organization.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const moto = inject('motoUrl');
const REGIONS = ['us-east-1'];
const START = new Date();
const fault = (action: string, code: string) => ({ service: 'organizations', action, status: 400, code });

describe.skipIf(moto === undefined)('a pass over the organization', () => {
  const emulator = new AwsEmulator(moto);
  let organization: TestOrganization;
  let patient: Aws;
  let aws: Aws;
  let database: Database;
  let bucket: string;
  let owner: string;
  let walker: string;
  let received: LogObject[];
  let ahead = 0;

  const world = () => ({ database, now: () => new Date(Date.now() + ahead) });
  const receive = async (objects: readonly LogObject[]) => void received.push(...objects);
  const pass = () => reconcile(world(), aws, receive, { regions: REGIONS });
  const keyOf = (name: string, at = START, accountId = walker) => {
    const day = at.toISOString().slice(0, 10).replaceAll('-', '/');
    const stamp = `${at.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
    return `AWSLogs/${organization.id}/${accountId}/CloudTrail/us-east-1/${day}/${accountId}_CloudTrail_us-east-1_${stamp}_${name}.json.gz`;
  };
  const put = (name: string, at?: Date, accountId?: string) =>
    putObject(emulator, owner, bucket, keyOf(name, at, accountId), Buffer.from(name));
  const trails = () => new CloudTrailClient(hands(emulator, organization.managementAccountId, HOME_REGION));
  const names = () => received.map(({ key }) => /_([^_]+)\.json\.gz$/.exec(key)?.[1]).toSorted();
  const belowUnits = async () =>
    [...(await directory(database.db)).members].filter(([, units]) => units.length > 0).toSorted();
  const factAbout = async (accountId: string, source: string | null) =>
    (await allCoverage(database.db, EVERYTHING)).find((fact) => fact.accountId === accountId && fact.source === source);

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 5);
    [, owner, walker] = organization.members as [string, string, string];
    for (const accountId of [organization.managementAccountId, ...organization.members])
      await deployMemberRole(emulator, organization, accountId);
    bucket = `pass-${organization.suffix}`;
    await createBucket(emulator, owner, bucket);
    await createOrganizationTrail(emulator, organization, bucket);
    patient = openAsAdministrator(emulator, organization);
    // Faults last for ever here, so retries would only take time.
    aws = openAws({ ...patient.settings, attemptsMax: 1 });
    database = await openEmpty();
  });
  beforeEach(async () => {
    received = [];
    ahead = 0;
    await empty(database.db);
  });
  afterEach(() => {
    emulator.faults.length = 0;
  });
  afterAll(async () => {
    await database?.close();
    await aws?.[Symbol.asyncDispose]();
    await patient?.[Symbol.asyncDispose]();
    await emulator.stop();
  });

  test('hands over what the key and the bucket say of an object', async () => {
    await put('first');
    await pass();
    expect(received).toContainEqual({
      bucket,
      key: keyOf('first'),
      etag: expect.stringMatching(/^[0-9a-f]{32}$/),
      sizeBytes: 5,
      source: 'cloudtrail',
      accountId: walker,
      region: 'us-east-1',
    });
  });

  test('reads a day back what was there before, and no more', async () => {
    await put('yesterday', new Date(START.getTime() - days(1)));
    await put('older', new Date(START.getTime() - days(3)));
    await pass();
    expect(names()).toContain('yesterday');
    expect(names()).not.toContain('older');
  });

  test('is followed by listings that ask members nothing', async () => {
    await pass();
    await put('new');
    const before = emulator.calls.length;
    await listNew(world(), aws, receive);
    expect(names()).toContain('new');
    expect(new Set(emulator.calls.slice(before).map((call) => call.split(' ')[1]))).toEqual(
      new Set(['s3:ListObjectsV2']),
    );
  });

  test('sees what comes days late within the hour, with newer keys before it', async () => {
    await put('newest');
    await pass();
    await put('late', new Date(START.getTime() - days(4)));
    await listNew(world(), aws, receive);
    expect(names()).not.toContain('late');
    ahead = hours(1);
    const { requests } = await listNew(world(), aws, receive);
    expect(names()).toContain('late');
    // A prefix costs one request, whether the look is deep or not.
    ahead = hours(1) + 1;
    expect((await listNew(world(), aws, receive)).requests).toBe(requests);
  });

  test('remembers how far it came, so that a listing begins where there may be something new', async () => {
    await put('newest');
    await pass();
    const prefix = `AWSLogs/${organization.id}/${walker}/CloudTrail/us-east-1/`;
    const { keyTime, modified } = JSON.parse((await listingMarker(database.db, bucket, prefix)) ?? '{}');
    expect(keyTime).toBe(Math.floor(START.getTime() / 60_000) * 60_000);
    expect(modified).toBeGreaterThan(START.getTime() - 1000);
  });

  test('that dies before an object is received lists it again', async () => {
    await put('precious');
    await expect(reconcile(world(), aws, die, { regions: REGIONS })).rejects.toThrow('killed');
    await pass();
    expect(names()).toContain('precious');
  });

  test('remembers who reads a bucket, for those who get its objects', async () => {
    await pass();
    expect(await rememberedReader(world(), bucket)).toEqual({ as: owner, owner });
    expect(await rememberedReader(world(), 'never-heard-of')).toBeUndefined();
  });

  test('takes the service’s own identity where the bucket lets it in', async () => {
    emulator.grantBucket(bucket, organization.administratorAccountId);
    await pass();
    expect(await rememberedReader(world(), bucket)).toEqual({ as: 'administrator', owner });
  });

  test('goes on with the others when one account is throttled to the end, and says so', async () => {
    await put('of-others');
    emulator.faults.push({ service: 'ec2', accountId: owner, status: 503, code: 'RequestLimitExceeded' });
    await pass();
    expect(await factAbout(owner, null)).toMatchObject({ state: 'gap', reason: 'error' });
    expect(await factAbout(walker, null)).toMatchObject({ state: 'covered' });
    expect(names()).toContain('of-others');
  });

  test('says of a denied API what cannot be known, of that source alone', async () => {
    emulator.faults.push({
      service: 'ec2',
      action: 'DescribeFlowLogs',
      accountId: walker,
      status: 403,
      code: 'UnauthorizedOperation',
    });
    await pass();
    expect(await factAbout(walker, 'vpc-flow')).toMatchObject({ state: 'gap', reason: 'role-missing-or-denied' });
    expect(await factAbout(walker, 'cloudtrail')).toMatchObject({ state: 'covered' });
  });

  test('says of a bucket that nobody may list what to grant', async () => {
    emulator.faults.push({ service: 's3', action: 'ListObjectsV2', status: 403, code: 'AccessDenied' });
    const { refused } = await pass();
    expect([...refused.keys()]).toEqual([bucket]);
    expect(await factAbout(walker, 'cloudtrail')).toMatchObject({
      state: 'gap',
      reason: 'bucket-denied',
      detail: expect.stringContaining(`grant one of them s3:ListBucket and s3:GetObject`),
    });
  });

  test('says of a bucket that is gone that it is', async () => {
    const gone = `gone-${organization.suffix}`;
    await createBucket(emulator, walker, gone);
    await createFlowLog(emulator, walker, 'us-east-1', `arn:aws:s3:::${gone}`);
    emulator.faults.push({
      service: 's3',
      action: 'ListObjectsV2',
      accountId: walker,
      status: 404,
      code: 'NoSuchBucket',
    });
    await pass();
    expect(await factAbout(walker, 'vpc-flow')).toMatchObject({ state: 'gap', reason: 'bucket-missing' });
  });

  test('forgets what was said of an account once it says something else', async () => {
    await pass();
    expect(await factAbout(walker, 'dns-query')).toBeDefined();
    emulator.faults.push({ service: 'ec2', accountId: walker, status: 403, code: 'UnauthorizedOperation' });
    ahead = 1000;
    await pass();
    expect(await factAbout(walker, null)).toMatchObject({ state: 'gap', reason: 'role-missing-or-denied' });
    expect(await factAbout(walker, 'dns-query')).toBeUndefined();
  });

  test('fails as a whole when the organization cannot be listed: what was known stays, unless we are not let in', async () => {
    await pass();
    const failing = async (code: string) => {
      emulator.faults.splice(0, Infinity, { service: 'organizations', status: 400, code });
      await expect(pass()).rejects.toMatchObject({ awsName: code });
      return factAbout(walker, null);
    };
    expect(await failing('TooManyRequestsException')).toMatchObject({ state: 'covered' });
    expect(await failing('AccessDeniedException')).toMatchObject({
      state: 'gap',
      detail: expect.stringContaining('AccessDeniedException'),
    });
    expect(await factAbout(walker, 'cloudtrail')).toMatchObject({ state: 'covered' });
    emulator.faults.length = 0;
    await pass();
    expect(await factAbout(walker, null)).toMatchObject({ state: 'covered' });
  });

  test('asks of a trail of all whoever is answered, when its owner and the first account are throttled', async () => {
    const [first = ''] = organization.members;
    for (const accountId of [organization.managementAccountId, first])
      emulator.faults.push({
        service: 'cloudtrail',
        action: 'GetTrailStatus',
        accountId,
        status: 400,
        code: 'ThrottlingException',
      });
    await pass();
    expect(await factAbout(walker, 'cloudtrail')).toMatchObject({ state: 'covered' });
  });

  describe('after an attacker has switched the trail off', () => {
    test('still reads the last delivery, which tells of it, and says that it is off', async () => {
      await pass();
      await trails().send(new StopLoggingCommand({ Name: 'organization' }));
      await put('tells-of-the-stop');
      await pass();
      expect(names()).toContain('tells-of-the-stop');
      expect(await factAbout(walker, 'cloudtrail')).toMatchObject({
        reason: 'no-log-source',
        detail: expect.stringContaining('is stopped: start logging'),
      });
    });

    test('even when the trail is deleted', async () => {
      await pass();
      await trails().send(new DeleteTrailCommand({ Name: 'organization' }));
      await put('tells-of-the-deletion');
      await pass();
      expect(names()).toContain('tells-of-the-deletion');
      expect(await factAbout(walker, 'cloudtrail')).toMatchObject({ state: 'gap', reason: 'no-log-source' });
    });
  });

  test('keeps the tree, by two lists of each unit; who may not have it is told of the units that are named', async () => {
    const [, , , below = ''] = organization.members;
    const outer = await createUnit(emulator, organization, 'outer', [owner]);
    const between = await createUnit(emulator, organization, 'between', [], outer);
    const inner = await createUnit(emulator, organization, 'inner', [below], between);
    const other = await createUnit(emulator, organization, 'other', [walker]);
    const tree = () => unitTree(database.db, EVERYTHING);
    const before = emulator.calls.length;
    expect(await pass()).toMatchObject({ unitsUnknown: undefined });
    // For the root and four units: the accounts and the units in each.
    expect(emulator.calls.slice(before).filter((call) => call.includes('ForParent'))).toHaveLength(2 * 5);
    const whole = [
      [owner, [outer]],
      [below, [inner, between, outer]],
      [walker, [other]],
    ].toSorted();
    expect(await belowUnits()).toEqual(whole);
    expect(await tree()).toMatchObject({
      units: [
        { id: between, name: 'between', parentId: outer },
        { id: inner, name: 'inner', parentId: between },
        { id: other, name: 'other', parentId: undefined },
        { id: outer, name: 'outer', parentId: undefined },
      ],
      refusal: undefined,
    });

    // AWS is unavailable for a while: everything stays as it was.
    emulator.faults.push(fault('ListAccountsForParent', 'ServiceException'));
    const settings = { regions: REGIONS, unitsNamed: () => [inner, outer, inner] };
    expect(await reconcile(world(), aws, receive, settings)).toMatchObject({
      unitsUnknown: { awsName: 'ServiceException' },
    });
    expect(await belowUnits()).toEqual(whole);
    expect((await tree()).units).toHaveLength(4);

    emulator.faults.splice(0, Infinity, fault('ListRoots', 'AccessDeniedException'));
    expect(await reconcile(world(), aws, receive, settings)).toMatchObject({ unitsUnknown: undefined });
    const named = [
      [owner, [outer]],
      [below, [inner, outer]],
    ].toSorted();
    expect(await belowUnits()).toEqual(named);
    expect(await tree()).toMatchObject({ refusal: expect.stringContaining('AccessDeniedException') });

    const scope = { kind: 'some', accounts: [], organizationalUnits: [inner] } as const;
    const token = { name: 'a machine', granted: { role: 'viewer', scope }, days: 1 } as const;
    await createToken(database.db, token, 'local', new Date());
    await pass();
    expect(await belowUnits()).toEqual([[below, [inner]]]);

    emulator.faults.push(fault('ListAccountsForParent', 'AccessDeniedException'));
    expect(await pass()).toMatchObject({ unitsUnknown: { kind: 'access-denied' } });
    expect(await belowUnits()).toEqual([[below, [inner]]]);

    emulator.faults.length = 0;
    const gone = 'ou-ab12-gone0000';
    expect(await reconcile(world(), aws, receive, { regions: REGIONS, unitsNamed: () => [gone] })).toMatchObject({
      unitsUnknown: { message: expect.stringContaining(gone) },
    });
    expect(await belowUnits()).toEqual(whole);
  });

  test('was asked of in no way that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});

async function die(): Promise<void> {
  throw new Error('killed');
}
