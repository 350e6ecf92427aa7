import type { AccessKeyDetails, InstanceDetails, Resource, S3BucketDetails } from '#services/model/subject.ts';
import { builder } from '../builder.ts';
import { ResourceType } from './enums.ts';

const AccessKey = builder.objectRef<AccessKeyDetails>('AccessKeyDetails').implement({
  fields: (t) => ({
    accessKeyId: t.exposeString('accessKeyId', { nullable: true }),
    principalId: t.exposeString('principalId', { nullable: true }),
    userName: t.exposeString('userName', { nullable: true }),
    userType: t.exposeString('userType', { nullable: true }),
  }),
});

type Interface = NonNullable<InstanceDetails['networkInterfaces']>[number];
const NetworkInterface = builder.objectRef<Interface>('NetworkInterface').implement({
  fields: (t) => ({
    networkInterfaceId: t.exposeString('networkInterfaceId', { nullable: true }),
    privateIpAddress: t.exposeString('privateIpAddress', { nullable: true }),
    ipv6Addresses: t.stringList({ resolve: ({ ipv6Addresses = [] }) => ipv6Addresses }),
    subnetId: t.exposeString('subnetId', { nullable: true }),
    vpcId: t.exposeString('vpcId', { nullable: true }),
  }),
});

const Instance = builder.objectRef<InstanceDetails>('InstanceDetails').implement({
  fields: (t) => ({
    instanceId: t.exposeString('instanceId', { nullable: true }),
    networkInterfaces: t.field({
      type: [NetworkInterface],
      resolve: ({ networkInterfaces = [] }) => networkInterfaces,
    }),
  }),
});

const S3Bucket = builder.objectRef<S3BucketDetails>('S3BucketDetails').implement({
  fields: (t) => ({
    arn: t.exposeString('arn', { nullable: true }),
    name: t.exposeString('name'),
    publicAccess: t.expose('publicAccess', { type: 'JSON', nullable: true }),
  }),
});

export const ResourceObject = builder.objectRef<Resource>('Resource').implement({
  description: 'What a finding is about.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Identifies it within account and Region: key, instance or interface, bucket.',
    }),
    resourceType: t.expose('resourceType', { type: ResourceType }),
    accessKeyDetails: t.expose('accessKeyDetails', { type: AccessKey, nullable: true }),
    instanceDetails: t.expose('instanceDetails', { type: Instance, nullable: true }),
    s3BucketDetails: t.field({ type: [S3Bucket], resolve: ({ s3BucketDetails = [] }) => s3BucketDetails }),
  }),
});
