import { expect, test } from 'vitest';
import { described, namedBy } from '#services/inventory/describe.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { Resource } from '#services/model/subject.ts';
import { ADDRESS, DETAILS, INSTANCE, INTERFACE, VPC } from './launch.ts';

const PLACE = { accountId: '111122223333', region: 'us-east-1' };

function known(alias: string, details: Fact['details'] = DETAILS, rest: Partial<Fact> = {}) {
  return new FactBook([{ ...PLACE, member: 'instanceDetails', alias, since: 0, details, taughtBy: 'call', ...rest }]);
}

const tell = (resource: Resource, facts: FactBook) => described({ ...PLACE, resource }, facts, 1);

const BY_INTERFACE: Resource = {
  id: INTERFACE,
  resourceType: 'Instance',
  instanceDetails: { networkInterfaces: [{ networkInterfaceId: INTERFACE, privateIpAddress: ADDRESS }] },
};

test('an interface leads to its instance, and the id stays', () => {
  expect(tell(BY_INTERFACE, known(INTERFACE))).toEqual({ ...BY_INTERFACE, instanceDetails: DETAILS });
  expect(tell(BY_INTERFACE, known('eni-0fedcba9876543210'))).toEqual(BY_INTERFACE);
});

test('an address within its VPC does, too', () => {
  const resource: Resource = {
    id: `${VPC}/${ADDRESS}`,
    resourceType: 'Instance',
    instanceDetails: { networkInterfaces: [{ privateIpAddress: ADDRESS, vpcId: VPC }] },
  };
  expect(tell(resource, known(`${VPC}/${ADDRESS}`))).toEqual({ ...resource, instanceDetails: DETAILS });
});

test('what records say stays, interface by interface', () => {
  const told: Resource = {
    id: INSTANCE,
    resourceType: 'Instance',
    instanceDetails: {
      instanceId: INSTANCE,
      networkInterfaces: [
        { networkInterfaceId: 'eni-2', privateIpAddress: '10.0.0.99', securityGroups: [] },
        { networkInterfaceId: 'eni-3', privateIpAddress: '10.0.0.3' },
      ],
    },
  };
  const facts = known(INSTANCE, {
    instanceType: 't3.micro',
    networkInterfaces: [
      { networkInterfaceId: 'eni-1', privateIpAddress: '10.0.0.1' },
      {
        networkInterfaceId: 'eni-2',
        privateIpAddress: '10.0.0.2',
        publicIp: '198.51.100.2',
        securityGroups: [{ groupId: 'sg-2' }],
      },
    ],
  });
  expect(tell(told, facts).instanceDetails).toEqual({
    instanceId: INSTANCE,
    instanceType: 't3.micro',
    networkInterfaces: [
      {
        networkInterfaceId: 'eni-2',
        privateIpAddress: '10.0.0.99',
        publicIp: '198.51.100.2',
        securityGroups: [{ groupId: 'sg-2' }],
      },
      { networkInterfaceId: 'eni-3', privateIpAddress: '10.0.0.3' },
      { networkInterfaceId: 'eni-1', privateIpAddress: '10.0.0.1' },
    ],
  });
});

test('interfaces of which no address is told are not taken for one', () => {
  const told: Resource = {
    id: INSTANCE,
    resourceType: 'Instance',
    instanceDetails: { instanceId: INSTANCE, networkInterfaces: [{ publicIp: '198.51.100.1' }] },
  };
  const facts = known(INSTANCE, {
    tags: [{ key: 'a', value: 'b' }],
    networkInterfaces: [{ networkInterfaceId: 'eni-1' }],
  });
  expect(tell(told, facts).instanceDetails).toEqual({
    instanceId: INSTANCE,
    tags: [{ key: 'a', value: 'b' }],
    networkInterfaces: [{ publicIp: '198.51.100.1' }, { networkInterfaceId: 'eni-1' }],
  });
});

test('what is told as nothing is told by what is known', () => {
  const told = { id: INSTANCE, resourceType: 'Instance', instanceDetails: { instanceId: INSTANCE, tags: [] } } as const;
  expect(tell(told, known(INSTANCE, { tags: [{ key: 'a', value: 'b' }] })).instanceDetails).toHaveProperty(
    'tags.length',
    1,
  );
});

test('every resource that is named is described, each bucket by its own name, and callers are not', () => {
  const resource: Resource = {
    id: 'ASIAEXAMPLEKEY000001',
    resourceType: 'AccessKey',
    accessKeyDetails: { accessKeyId: 'ASIAEXAMPLEKEY000001' },
    s3BucketDetails: [{ name: 'invoices' }, { name: 'letters' }],
    further: [BY_INTERFACE],
  };
  const facts = new FactBook([
    ...known(INTERFACE),
    ...known('letters', { tags: [{ key: 'a', value: 'b' }] }, { member: 's3BucketDetails', region: '' }),
  ]);
  expect(tell(resource, facts)).toEqual({
    ...resource,
    s3BucketDetails: [{ name: 'invoices' }, { name: 'letters', tags: [{ key: 'a', value: 'b' }] }],
    further: [{ ...BY_INTERFACE, instanceDetails: DETAILS }],
  });
  expect(namedBy({ ...PLACE, resource }).map(({ member, alias }) => `${member} ${alias}`)).toEqual([
    's3BucketDetails invoices',
    's3BucketDetails letters',
    `instanceDetails ${INTERFACE}`,
  ]);
});

test('what a log names by nothing but an interface goes by that', () => {
  const resource: Resource = { id: 'eni-9', resourceType: 'Lambda', lambdaDetails: { vpcConfig: { vpcId: VPC } } };
  const facts = known('eni-9', { vpcConfig: { subnetIds: ['subnet-9'] } }, { member: 'lambdaDetails' });
  expect(tell(resource, facts).lambdaDetails).toEqual({ vpcConfig: { vpcId: VPC, subnetIds: ['subnet-9'] } });
});
