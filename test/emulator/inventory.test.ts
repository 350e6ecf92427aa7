import { gzipSync } from 'node:zlib';
import {
  DescribeNetworkInterfacesCommand,
  EC2Client,
  TerminateInstancesCommand,
  type Instance,
} from '@aws-sdk/client-ec2';
import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { directory } from '#db/queries/accounts.ts';
import type { DeliveryOrder } from '#db/queries/order-deliveries.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { factsAbout, interfacesIn, inventoryVersionsOf } from '#db/queries/inventory.ts';
import type { Aws } from '#services/aws/aws.ts';
import { openDetection } from '#services/detection.ts';
import guardduty from '#services/formats/guardduty.ts';
import { days, hours } from '#services/model/time.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import { receive } from '#services/workers/receive.ts';
import { readInventory } from '#services/workers/pass/read-inventory.ts';
import { reconcile } from '#services/workers/reconcile.ts';
import { thinkHere } from '#services/workers/thinking/thinker.ts';
import { createHeldTallies } from '#services/workers/turn/held-tallies.ts';
import { takeTurn } from '#services/workers/turn/turn.ts';
import { openEmpty } from '../databases.ts';
import { AUTOMATED_RESPONSE } from '../formats/automated-response.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import { recordingQueue } from '../rooms/workers/recording-queue.ts';
import { testSink, testWorld, type TestWorld } from '../rooms/workers/world.ts';
import { AwsEmulator } from '../world/aws-emulator.ts';
import { createBelongings } from '../world/belongings.ts';
import { keepMissing, missingResolved } from './missing-resources.ts';
import {
  createOrganization,
  deployMemberRole,
  hands,
  HOME_REGION,
  openAsAdministrator,
  type TestOrganization,
} from '../world/organization.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const moto = inject('motoUrl');
const REGIONS = [HOME_REGION];

/** Three accounts, of which one has no role for us. One has an instance and a gateway with a public address. */
describe.skipIf(moto === undefined)('what the accounts of an organization have', () => {
  const emulator = new AwsEmulator(moto);
  let organization: TestOrganization;
  let aws: Aws;
  let database: Database;
  let world: TestWorld;
  let owner: string;
  let ec2: EC2Client;
  let instance: Instance;
  let functionInterface: string;
  let sharedInterface: string;
  let endpointInterface: string;
  let balancerInterface: string;
  const owed: DeliveryOrder[] = [];

  const read = () =>
    readInventory(world, aws, { regions: REGIONS, inventoryHours: 6 }, async (_, orders) => void owed.push(...orders));
  const known = async (alias: string) => {
    const key = { accountId: owner, region: HOME_REGION, member: 'instanceDetails', alias } as const;
    const facts = await factsAbout(database.db, [{ ...key, time: world.now().getTime() }]);
    return facts.toSorted((a, b) => a.since - b.since);
  };

  const ownerOf = async (id: string | undefined) => {
    const [fact] = await known(id ?? '');
    expect(fact).toMatchObject({ taughtBy: 'call', details: { networkInterfaces: [{ networkInterfaceId: id }] } });
    return fact && 'networkInterfaces' in fact.details ? fact.details.networkInterfaces?.[0]?.owner : undefined;
  };

  beforeAll(async () => {
    await emulator.start();
    organization = await createOrganization(emulator, 3);
    const [administrator = '', member = ''] = organization.members;
    owner = member;
    for (const accountId of [administrator, owner]) await deployMemberRole(emulator, organization, accountId);
    ec2 = new EC2Client(hands(emulator, owner, HOME_REGION));
    ({ instance, functionInterface, sharedInterface, endpointInterface, balancerInterface } = await createBelongings(
      emulator,
      owner,
      organization.suffix,
    ));

    aws = openAsAdministrator(emulator, organization);
    database = await openEmpty();
    const ports = Array.from({ length: 20 }, (_, port) =>
      flow({
        account_id: owner,
        interface_id: interfaceId(),
        srcaddr: instance.PrivateIpAddress ?? '',
        dstport: port + 1,
        start: Math.floor(Date.now() / 1000),
      }),
    );
    const bytes = gzipSync([FLOW_HEADER, ...ports, ''].join('\n'));
    const object = {
      bucket: 'b',
      key: 'k',
      etag: 'e',
      sizeBytes: bytes.length,
      source: 'vpc-flow',
      accountId: owner,
      region: HOME_REGION,
    } as const;
    let aheadMs = 0;
    const parts = testWorld(database, [{ object, bytes }], [testSink()]);
    world = { ...parts, now: () => new Date(Date.now() + aheadMs), advance: (ms) => void (aheadMs += ms) };
    await reconcile(world, aws, async () => {}, { regions: REGIONS });
    const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    const queue = recordingQueue();
    await receive(world, queue, detection.sources, [object]);
    const turn = {
      world,
      queue,
      detection,
      thinkers: thinkHere(detection),
      held: createHeldTallies(),
      objectsPerTurn: 9,
      keptRecords: 3,
    };
    await takeTurn(turn, `vpc-flow/${owner}/${HOME_REGION}`);
  });
  afterAll(async () => {
    await database.close();
    await emulator.stop();
  });

  const interfaceId = () => instance.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
  const finding = async () => {
    const [row] = await findingsPage(database.db, EVERYTHING, {}, { by: 'severity', descending: true }, { limit: 2 });
    return row?.finding;
  };

  test('is read by assumed role and describes what was found; who refuses costs nobody else anything', async () => {
    expect((await finding())?.resource.instanceDetails).not.toHaveProperty('instanceId');
    const reading = await read();
    expect(reading).toMatchObject({ accounts: 3, refused: { 'access-denied': 1 }, cut: 0 });
    expect(reading.why[0]).toMatch(/infra\/member-role\.yaml/);
    const described = await finding();
    expect(described?.resource.id).toBe(interfaceId());
    expect(described?.resource.instanceDetails).toMatchObject({
      instanceId: instance.InstanceId,
      instanceType: 't3.micro',
      imageId: 'ami-12c6146b',
      availabilityZone: instance.Placement?.AvailabilityZone,
      instanceState: 'running',
      tags: [{ key: 'Name', value: 'web-1' }],
      networkInterfaces: [{ networkInterfaceId: interfaceId(), vpcId: instance.VpcId, subnetId: instance.SubnetId }],
    });
    expect(AUTOMATED_RESPONSE.safeParse(described && guardduty.render(described, undefined)).error).toBeUndefined();
    expect(owed.map(({ findingId }) => findingId)).toEqual([described?.id]);
  });

  test('tells of interfaces that are no instance’s whose they are, with their public addresses', async () => {
    const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
    const gateway = NetworkInterfaces.find(
      ({ Attachment, Association }) => Attachment?.InstanceId === undefined && Association !== undefined,
    );
    expect(await ownerOf(gateway?.NetworkInterfaceId)).toEqual({
      kind: 'nat-gateway',
      name: expect.stringMatching(/^nat-/),
    });
    expect(await ownerOf(endpointInterface)).toEqual({
      kind: 'endpoint',
      name: expect.stringMatching(/^vpce-/),
      leadsTo: `com.amazonaws.${HOME_REGION}.ssm`,
    });
    expect(await ownerOf(balancerInterface)).toEqual({
      kind: 'load-balancer',
      name: expect.stringMatching(/^app\/shop\//),
      scheme: 'internal',
      listens: [{ protocol: 6, from: 8080, to: 8080 }],
    });
    // Of three rules of its group, one lets in public addresses.
    const interfaces = await interfacesIn(database.db, owner, HOME_REGION);
    expect(interfaces.get(balancerInterface)?.admits).toEqual([{ protocol: 6, from: 8443, to: 8443 }]);
    expect(interfaces.get(interfaceId())?.admits).toEqual([]);
    // Whoever makes an interface writes its description, so it proves no owner.
    expect(await ownerOf(functionInterface)).toBeUndefined();
  });

  test('says of clusters and databases what they are', async () => {
    const key = { accountId: owner, region: HOME_REGION, time: world.now().getTime() };
    const [cluster] = await factsAbout(database.db, [{ ...key, member: 'eksClusterDetails', alias: 'prod' }]);
    expect(cluster?.details).toMatchObject({
      name: 'prod',
      arn: `arn:aws:eks:${HOME_REGION}:${owner}:cluster/prod`,
      status: 'ACTIVE',
      createdAt: expect.any(Number),
      tags: [{ key: 'team', value: 'platform' }],
    });
    const [orders] = await factsAbout(database.db, [{ ...key, member: 'rdsDbInstanceDetails', alias: 'orders' }]);
    expect(orders?.details).toMatchObject({
      dbInstanceIdentifier: 'orders',
      dbInstanceArn: expect.stringContaining(':db:orders'),
      engine: 'postgres',
      engineVersion: expect.any(String),
      tags: [{ key: 'team', value: 'sales' }],
    });
  });

  test('says of functions what they are, and of their interfaces which of them is behind, if it is only one', async () => {
    const key = {
      accountId: owner,
      region: HOME_REGION,
      time: world.now().getTime(),
      member: 'lambdaDetails',
    } as const;
    const told = async (alias: string) => (await factsAbout(database.db, [{ ...key, alias }]))[0]?.details;
    const thumbnails = await told('thumbnails');
    expect(thumbnails).toMatchObject({
      functionName: 'thumbnails',
      functionArn: `arn:aws:lambda:${HOME_REGION}:${owner}:function:thumbnails`,
      functionVersion: '$LATEST',
      role: `arn:aws:iam::${owner}:role/runner`,
      lastModifiedAt: expect.any(Number),
      vpcConfig: { securityGroups: [{ groupId: expect.stringMatching(/^sg-/) }] },
      tags: [{ key: 'team', value: 'media' }],
    });
    expect(await told(`arn:aws:lambda:${HOME_REGION}:${owner}:function:thumbnails`)).toEqual(thumbnails);
    expect(await told(functionInterface)).toEqual(thumbnails);
    expect(Object.keys((await told(sharedInterface)) ?? {})).toEqual(['vpcConfig']);
  });

  test('says of roles whom they let in, and says it anew when that is changed', async () => {
    const key = { accountId: owner, region: '', member: 'iamRoleDetails', alias: 'runner' } as const;
    const told = async () =>
      (await factsAbout(database.db, [{ ...key, time: world.now().getTime() }])).toSorted((a, b) => a.since - b.since);
    const before = await told();
    expect(before).toMatchObject([
      {
        taughtBy: 'call',
        details: {
          roleName: 'runner',
          arn: `arn:aws:iam::${owner}:role/runner`,
          roleId: expect.stringMatching(/^AROA/),
          createdAt: expect.any(Number),
          trust: { accounts: [], withExternalId: [], everybody: false, anyToken: [] },
        },
      },
    ]);
    const partner = {
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: '999988887777' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'example' } },
      },
    };
    const iam = new IAMClient(hands(emulator, owner, HOME_REGION));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', ...partner });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'runner', PolicyDocument }));
    world.advance(hours(6));
    await read();
    const after = await told();
    expect(after).toHaveLength(2);
    expect(after[0]).toEqual(before[0]);
    expect(after[1]?.details).toMatchObject({
      arn: `arn:aws:iam::${owner}:role/runner`,
      trust: { accounts: ['999988887777'], withExternalId: ['999988887777'] },
    });
  });

  test('says whose public addresses are', async () => {
    const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
    const addressesThere = NetworkInterfaces.flatMap(({ Association }) => Association?.PublicIp ?? []);
    expect(addressesThere.length).toBeGreaterThan(0);
    const { addresses } = await directory(database.db);
    expect(addresses?.owners).toEqual(new Map(addressesThere.map((address) => [address, owner])));
  });

  test('says of buckets whether everybody may read them, and what they are labelled', async () => {
    const facts = await Promise.all(
      ['open', 'closed'].map(async (name) => {
        const alias = `${name}-${organization.suffix}`;
        const key = { accountId: owner, region: '', member: 's3BucketDetails', alias } as const;
        const [fact] = await factsAbout(database.db, [{ ...key, time: world.now().getTime() }]);
        return fact;
      }),
    );
    expect(facts).toMatchObject([
      { details: { tags: [{ key: 'team', value: 'sales' }], publicAccess: { effectivePermission: 'PUBLIC' } } },
      {
        details: {
          tags: [],
          createdAt: expect.any(Number),
          publicAccess: {
            effectivePermission: 'NOT_PUBLIC',
            permissionConfiguration: { bucketLevelPermissions: { blockPublicAccess: { restrictPublicBuckets: true } } },
          },
        },
      },
    ]);
  });

  test('is not asked again before its time, and the same answers change nothing', async () => {
    const version = () => inventoryVersionsOf(database.db, [owner]);
    const before = await version();
    expect(before.get(owner)).toBeGreaterThan(0);
    expect(await read()).toMatchObject({ accounts: 0, facts: 0 });
    world.advance(hours(6));
    expect(await read()).toMatchObject({ accounts: 3 });
    expect(await version()).toEqual(before);
  });

  test('an address that nobody has any more is given up; what the instance was like is still known', async () => {
    const address = `${instance.VpcId}/${instance.PrivateIpAddress}`;
    const before = await known(address);
    expect(before.at(-1)?.details).toMatchObject({ instanceId: instance.InstanceId });
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance.InstanceId ?? ''] }));
    world.advance(hours(6));
    // If a role lacks newer permissions, everything else is still read.
    const refused = { accountId: owner, status: 403, code: 'UnauthorizedOperation' };
    emulator.faults.push({ ...refused, service: 'ec2', action: 'DescribeNatGateways' });
    emulator.faults.push({ ...refused, service: 'lambda' });
    await read();
    emulator.faults.length = 0;
    expect((await known(address)).at(-1)?.details).toEqual({});
    expect((await known(instance.InstanceId ?? '')).at(-1)?.details).toMatchObject({ instanceType: 't3.micro' });
    expect((await finding())?.resource.instanceDetails).toMatchObject({ instanceId: instance.InstanceId });
  });

  test('what is refused is a coverage fact until it is told again, and what was known there stays', async () => {
    const facts = async () =>
      (await allCoverage(database.db, EVERYTHING))
        .filter(({ about, accountId }) => about === 'inventory' && accountId === owner)
        .map(({ region, state, reason, detail }) => ({ region, state, reason, detail }));
    const whole = { region: null, state: 'covered', reason: 'reading' };
    await database.db.execute(sql`update inventory_versions set read_at = null`);
    await read();
    expect(await facts()).toMatchObject([whole]);

    await database.db.execute(sql`update inventory_versions set read_at = null`);
    const refused = { accountId: owner, status: 403 };
    const tagsOf = (name: string) =>
      `GET /2017-03-31/tags/${encodeURIComponent(`arn:aws:lambda:${HOME_REGION}:${owner}:function:${name}`)}`;
    emulator.faults.push(
      { ...refused, service: 'ec2', action: 'DescribeInstances', code: 'UnauthorizedOperation' },
      { ...refused, service: 'lambda', action: tagsOf('mailer'), code: 'AccessDeniedException' },
    );
    expect(await read()).toMatchObject({ refused: { 'access-denied': 3 } });
    expect(await facts()).toMatchObject([
      {
        region: HOME_REGION,
        state: 'gap',
        reason: 'role-missing-or-denied',
        detail: expect.stringMatching(
          /functions, instances completely\. Could not read the tags of function mailer: .*member-role\.yaml/,
        ),
      },
      whole,
    ]);
    expect((await known(interfaceId())).length).toBeGreaterThan(0);

    await database.db.execute(sql`update inventory_versions set read_at = null`);
    emulator.faults.length = 0;
    await read();
    expect(await facts()).toMatchObject([whole]);
  });

  test('what was listed and is no more resolves what it was, where a list was read to its end', async () => {
    await keepMissing(database.db, owner, HOME_REGION, new Date(world.now().getTime() - days(3)));
    const resolved = () => missingResolved(database.db);
    const refused = { accountId: owner, status: 403, code: 'UnauthorizedOperation' };
    emulator.faults.push({ ...refused, service: 'ec2', action: 'DescribeInstances' });
    await database.db.execute(sql`update inventory_versions set read_at = null`);
    await read();
    emulator.faults.length = 0;
    expect(await resolved()).toEqual(['gone', 'gone-bucket']);
    await database.db.execute(sql`update inventory_versions set read_at = null`);
    await read();
    expect(await resolved()).toEqual(['gone', 'gone-bucket', 'i-0missing']);
  });

  test('an account that lets nobody in is one coverage fact, and none when it has left', async () => {
    const denied = async () =>
      (await allCoverage(database.db, EVERYTHING)).filter(
        ({ about, state }) => about === 'inventory' && state === 'gap',
      );
    expect(await denied()).toMatchObject([{ region: null, reason: 'role-missing-or-denied' }]);
    await database.db.execute(
      sql`update accounts set status = 'SUSPENDED' where id = ${(await denied())[0]?.accountId}`,
    );
    await read();
    expect(await denied()).toEqual([]);
  });

  test('asks for nothing that the emulator does not have', () => {
    expect([...emulator.unimplemented]).toEqual([]);
  });
});
