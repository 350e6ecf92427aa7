import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openDetection, type Detection } from '#services/detection.ts';
import { Learner } from '#services/inventory/learner.ts';
import { LESSONS } from '#services/inventory/lessons/index.ts';
import type { Fact } from '#services/model/inventory.ts';
import { event } from '#services/sources/cloudtrail/example.ts';
import { createDecoder } from '#services/sources/decoder.ts';
import { SOURCES } from '#services/sources/index.ts';
import { FLOW_HEADER, flow } from '#services/sources/vpc-flow/example.ts';
import { openReader } from '../../example-run.ts';
import { NO_INTEL, TEST_DETECTORS } from '../../replay/detectors.ts';
import { ADDRESS, DETAILS, INSTANCE, INTERFACE, launch, LAUNCHED, VPC } from './launch.ts';

let detection: Pick<Detection, 'decoder' | 'home'>;
beforeAll(async () => {
  const { engine, home } = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  // It forgets the names of calls between two files, as the service does after many.
  detection = { decoder: createDecoder(await openReader(), SOURCES, engine.fields), home };
});

function learnedOf(...files: readonly string[]): readonly Fact[] {
  const facts: Fact[] = [];
  const learner = new Learner((fact) => facts.push(fact));
  for (const [n, text] of files.entries())
    detection.decoder.decode(
      {
        bucket: '',
        key: `${n}.gz`,
        etag: '',
        sizeBytes: 0,
        source: undefined,
        accountId: undefined,
        region: undefined,
      },
      gzipSync(text),
      detection.home,
      (batch, source) => learner.read(batch, source),
    );
  return facts;
}

const trail = (...Records: readonly object[]) => JSON.stringify({ Records });

test('a launch teaches what the machine is like, under every id that a log has of it', () => {
  const facts = learnedOf(trail(event(), launch(), event()));
  const place = { accountId: '111122223333', region: 'us-east-1', member: 'instanceDetails', taughtBy: 'record' };
  expect(facts).toEqual(
    [INSTANCE, INTERFACE, `${VPC}/${ADDRESS}`].map((alias) => ({
      ...place,
      alias,
      since: Date.parse(LAUNCHED),
      details: DETAILS,
    })),
  );
});

test('a name that teaches is found in whichever file it first occurs', () => {
  const other = event({ eventName: 'StartInstances' });
  expect(learnedOf(trail(other), trail(other, launch()), trail(launch()))).toHaveLength(6);
  expect(learnedOf(trail(other), [FLOW_HEADER, flow(), ''].join('\n'))).toEqual([]);
});

test.each([
  ['a call that failed', launch({}, { errorCode: 'Client.DryRunOperation' })],
  ['the same name from another service', launch({}, { eventSource: 'gamelift.amazonaws.com' })],
  ['a reply that is cut off', launch({}, { responseElements: null })],
  ['a machine without an id', launch({ instanceId: '' })],
])('%s teaches nothing', (_, record) => {
  expect(learnedOf(trail(record))).toEqual([]);
});

test('of an odd reply what can be read is learned', () => {
  const odd = launch({
    tagSet: { items: [{ key: 'Name', value: 'x'.repeat(5000) }, 'no tag', null, { key: 'a' }] },
    networkInterfaceSet: { items: 'none' },
    iamInstanceProfile: 7,
    launchTime: 'soon',
    placement: [],
  });
  const [fact] = learnedOf(trail(odd));
  expect(fact?.since).toBe(Date.parse(LAUNCHED));
  expect(fact?.details).toMatchObject({
    instanceId: INSTANCE,
    instanceType: 't3.micro',
    tags: [{ key: 'a', value: '' }],
    networkInterfaces: [{ privateIpAddress: ADDRESS, vpcId: VPC, securityGroups: [{ groupName: 'web' }] }],
  });
  expect(fact?.details).not.toHaveProperty('iamInstanceProfile');
});

test('a machine goes by each of its addresses, where its VPC is told', () => {
  const interfaces = [
    {
      vpcId: VPC,
      privateIpAddressesSet: { item: [{ privateIpAddress: '10.0.0.11' }, { primary: false }] },
      ipv6AddressesSet: { item: [{ ipv6Address: '2001:db8::1' }] },
    },
    { networkInterfaceId: 'eni-2', privateIpAddress: '10.0.0.12' },
  ];
  const facts = learnedOf(trail(launch({ networkInterfaceSet: { items: interfaces } })));
  expect(facts.map(({ alias }) => alias)).toEqual([INSTANCE, `${VPC}/10.0.0.11`, `${VPC}/2001:db8::1`, 'eni-2']);
});

test('of tags so many are kept as AWS allows', () => {
  const items = Array.from({ length: 60 }, (_, n) => ({ key: `k${n}`, value: '' }));
  const [fact] = learnedOf(trail(launch({ tagSet: { items } })));
  expect(fact?.details).toHaveProperty('tags.length', 50);
});

test('whatever a reply holds, it breaks nothing', () => {
  const calls = LESSONS.flatMap(({ service, calls: names }) => names.map((name) => ({ service, name })));
  const names = Object.keys(DETAILS).concat(
    'instancesSet items item member cluster networkInterface networkInterfaceSet launchTime createdAt tagSet'.split(
      ' ',
    ),
    'roleName assumeRolePolicyDocument policyDocument Statement Effect Principal AWS Action role createDate'.split(' '),
    'groupSet placement key value bucketName name dBInstanceIdentifier resourcesVpcConfig productCodes'.split(' '),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(null, 0, -1, 1e308, '', 'i-1', 'eni-1', '__proto__', true, LAUNCHED),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...calls), value, ({ service, name }, said) => {
      const record = event({
        eventName: name,
        eventSource: service,
        responseElements: said,
        requestParameters: said,
      });
      for (const { alias, details } of learnedOf(trail(record))) {
        expect(alias).toMatch(/./);
        expect(details).toBeTypeOf('object');
      }
    }),
    { numRuns: 300 },
  );
});

test('one record teaches of so many machines at most', () => {
  const items = Array.from({ length: 900 }, (_, n) => ({ instanceId: `i-${String(n).padStart(17, '0')}` }));
  const facts = learnedOf(trail(launch({}, { responseElements: { instancesSet: { items } } })));
  expect(new Set(facts.map(({ alias }) => alias)).size).toBe(500);
});

test.each([
  [
    'CreateNetworkInterface',
    'ec2.amazonaws.com',
    {
      networkInterface: {
        networkInterfaceId: INTERFACE,
        vpcId: VPC,
        privateIpAddress: ADDRESS,
        availabilityZone: 'us-east-1a',
      },
    },
    INTERFACE,
    {
      availabilityZone: 'us-east-1a',
      networkInterfaces: [{ networkInterfaceId: INTERFACE, privateIpAddress: ADDRESS }],
    },
  ],
  [
    'CreateCluster',
    'eks.amazonaws.com',
    {
      cluster: {
        name: 'shop',
        arn: 'arn:aws:eks:us-east-1:111122223333:cluster/shop',
        createdAt: 1772445600.5,
        resourcesVpcConfig: { vpcId: VPC },
      },
    },
    'shop',
    { name: 'shop', arn: 'arn:aws:eks:us-east-1:111122223333:cluster/shop', vpcId: VPC, createdAt: 1772445600 },
  ],
  [
    'CreateDBInstance',
    'rds.amazonaws.com',
    {
      dBInstanceIdentifier: 'orders',
      engine: 'postgres',
      engineVersion: '17.2',
      dBInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
    },
    'orders',
    {
      dbInstanceIdentifier: 'orders',
      engine: 'postgres',
      engineVersion: '17.2',
      dbInstanceArn: 'arn:aws:rds:us-east-1:111122223333:db:orders',
    },
  ],
])('%s teaches', (eventName, eventSource, responseElements, alias, details) => {
  const [fact] = learnedOf(trail(event({ eventName, eventSource, responseElements })));
  expect(fact).toMatchObject({ alias, details });
  expect(learnedOf(trail(event({ eventName, eventSource, responseElements: null })))).toEqual([]);
});

test('a bucket is known by its request', () => {
  const made = event({
    eventName: 'CreateBucket',
    eventSource: 's3.amazonaws.com',
    requestParameters: { bucketName: 'invoices' },
  });
  expect(learnedOf(trail(made))).toMatchObject([
    {
      member: 's3BucketDetails',
      region: '',
      alias: 'invoices',
      details: { name: 'invoices', arn: 'arn:aws:s3:::invoices', createdAt: 1772445600 },
    },
  ]);
});

test('a role is known by its request and its reply, and whom it lets in since its trust was changed', () => {
  const call = { eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1' };
  const made = event({
    ...call,
    eventName: 'CreateRole',
    requestParameters: { roleName: 'app', assumeRolePolicyDocument: trusting('444455556666') },
    responseElements: {
      role: {
        arn: 'arn:aws:iam::111122223333:role/team/app',
        roleId: 'AROAEXAMPLEROLE00003',
        path: '/team/',
        createDate: 'Mar 2, 2026, 10:00:00 AM',
        assumeRolePolicyDocument: '%7B%7D',
      },
    },
  });
  const changed = event({
    ...call,
    eventName: 'UpdateAssumeRolePolicy',
    requestParameters: { roleName: 'app', policyDocument: trusting('777788889999') },
  });
  const [first, second, ...more] = learnedOf(trail(made, changed, { ...changed, errorCode: 'AccessDenied' }));
  expect(first).toMatchObject({
    member: 'iamRoleDetails',
    region: '',
    alias: 'app',
    details: {
      roleName: 'app',
      arn: 'arn:aws:iam::111122223333:role/team/app',
      roleId: 'AROAEXAMPLEROLE00003',
      trust: { accounts: ['444455556666'], withExternalId: [] },
    },
  });
  expect(second).toMatchObject({ alias: 'app', details: { trust: { accounts: ['777788889999'] } } });
  expect(more).toEqual([]);
});

function trusting(account: string): string {
  return JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' } });
}
