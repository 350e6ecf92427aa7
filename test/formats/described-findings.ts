import type { Finding } from '#services/model/finding.ts';
import { BUCKET_MADE_PUBLIC, SSH_BRUTE_FORCE } from './findings.ts';

/** A finding for which the inventory knows everything that GuardDuty shows of an instance. */
export const DESCRIBED: Finding = {
  ...SSH_BRUTE_FORCE,
  id: 'd0000000000000000000000000000001',
  resource: {
    ...SSH_BRUTE_FORCE.resource,
    instanceDetails: {
      instanceId: 'i-0abcd1234ef567890',
      instanceType: 't3.small',
      instanceState: 'running',
      imageId: 'ami-0123456789abcdef0',
      imageDescription: 'The image of the shop',
      launchTime: '2026-10-02T06:30:00.000Z',
      availabilityZone: 'eu-west-1a',
      outpostArn: 'arn:aws:outposts:eu-west-1:111122223333:outpost/op-0123456789abcdef0',
      platform: 'windows',
      iamInstanceProfile: { arn: 'arn:aws:iam::111122223333:instance-profile/shop', id: 'AIPAEXAMPLEPROFILE001' },
      productCodes: [{ productCodeId: 'code-1', productCodeType: 'marketplace' }],
      tags: [
        { key: 'Name', value: 'shop-1' },
        { key: 'empty', value: '' },
      ],
      networkInterfaces: [
        {
          networkInterfaceId: 'eni-0abcd1234ef567890',
          privateIpAddress: '10.0.4.17',
          privateDnsName: 'ip-10-0-4-17.eu-west-1.compute.internal',
          privateIpAddresses: [
            { privateIpAddress: '10.0.4.17', privateDnsName: 'ip-10-0-4-17.eu-west-1.compute.internal' },
          ],
          ipv6Addresses: ['2001:db8::17'],
          publicIp: '198.51.100.24',
          publicDnsName: 'ec2-198-51-100-24.eu-west-1.compute.amazonaws.com',
          securityGroups: [{ groupId: 'sg-0123456789abcdef0', groupName: 'shop' }],
          subnetId: 'subnet-0a1b2c3d4e5f60718',
          vpcId: 'vpc-0a1b2c3d4e5f60718',
        },
      ],
    },
  },
};

/**
 * That finding, and findings about an interface that is no instance's, a bucket, a cluster, a function and a database.
 */
export const DESCRIBED_FINDINGS: readonly Finding[] = [
  DESCRIBED,
  {
    ...DESCRIBED,
    id: 'd0000000000000000000000000000002',
    resource: {
      id: 'eni-0abcd1234ef567890',
      resourceType: 'Instance',
      instanceDetails: {
        networkInterfaces: (DESCRIBED.resource.instanceDetails?.networkInterfaces ?? []).map((one) => ({
          ...one,
          owner: { kind: 'nat-gateway', name: 'nat-0123456789abcdef0' },
        })),
        tags: [{ key: 'Name', value: 'gateway' }],
      },
    },
  },
  {
    ...BUCKET_MADE_PUBLIC,
    id: 'd0000000000000000000000000000003',
    resource: {
      id: 'customer-exports',
      resourceType: 'S3Bucket',
      s3BucketDetails: [
        {
          name: 'customer-exports',
          arn: 'arn:aws:s3:::customer-exports',
          createdAt: 1_772_445_600,
          publicAccess: {
            effectivePermission: 'PUBLIC',
            permissionConfiguration: {
              bucketLevelPermissions: {
                blockPublicAccess: {
                  ignorePublicAcls: false,
                  restrictPublicBuckets: false,
                  blockPublicAcls: true,
                  blockPublicPolicy: false,
                },
              },
            },
          },
          defaultServerSideEncryption: {
            encryptionType: 'SSEKMS',
            kmsMasterKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
          },
          tags: [{ key: 'team', value: 'sales' }],
        },
      ],
    },
  },
  {
    ...BUCKET_MADE_PUBLIC,
    id: 'd0000000000000000000000000000004',
    resource: {
      id: 'shop',
      resourceType: 'EKSCluster',
      eksClusterDetails: {
        name: 'shop',
        arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/shop',
        vpcId: 'vpc-0a1b2c3d4e5f60718',
        status: 'ACTIVE',
        createdAt: 1_772_445_600,
        tags: [{ key: 'team', value: 'sales' }],
      },
    },
  },
  {
    ...BUCKET_MADE_PUBLIC,
    id: 'd0000000000000000000000000000005',
    resource: {
      id: 'resize',
      resourceType: 'Lambda',
      lambdaDetails: {
        functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:resize',
        functionName: 'resize',
        functionVersion: '$LATEST',
        description: 'Makes pictures smaller',
        revisionId: '6f1d2c3b-4a59-4e8f-9b0a-1c2d3e4f5a6b',
        lastModifiedAt: 1_772_445_600,
        role: 'arn:aws:iam::111122223333:role/resize',
        vpcConfig: {
          vpcId: 'vpc-0a1b2c3d4e5f60718',
          subnetIds: ['subnet-0a1b2c3d4e5f60718'],
          securityGroups: [{ groupId: 'sg-0123456789abcdef0', groupName: 'resize' }],
        },
        tags: [{ key: 'team', value: 'sales' }],
      },
    },
  },
  {
    ...BUCKET_MADE_PUBLIC,
    id: 'd0000000000000000000000000000006',
    resource: {
      id: 'orders',
      resourceType: 'RDSDBInstance',
      rdsDbInstanceDetails: {
        dbInstanceIdentifier: 'orders',
        dbInstanceArn: 'arn:aws:rds:eu-west-1:111122223333:db:orders',
        dbiResourceId: 'db-ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        engine: 'postgres',
        engineVersion: '17.2',
        tags: [{ key: 'team', value: 'sales' }],
      },
    },
  },
  {
    ...BUCKET_MADE_PUBLIC,
    id: 'd0000000000000000000000000000007',
    resource: {
      ...BUCKET_MADE_PUBLIC.resource,
      id: 'scanner',
      s3BucketDetails: [],
      iamRoleDetails: {
        roleName: 'scanner',
        arn: 'arn:aws:iam::111122223333:role/partners/scanner',
        roleId: 'AROAEXAMPLEROLE00002',
        path: '/partners/',
        createdAt: 1_772_445_600,
        maxSessionDuration: 3600,
        trust: { accounts: ['999988887777'], withExternalId: ['999988887777'], everybody: false, anyToken: [] },
      },
    },
  },
  {
    ...DESCRIBED,
    id: 'd0000000000000000000000000000008',
    type: 'Recon:EC2/PortProbeUnprotectedPort',
    service: {
      ...DESCRIBED.service,
      action: {
        actionType: 'PORT_PROBE',
        portProbeAction: {
          blocked: false,
          portProbeDetails: [
            {
              localPortDetails: { port: 9200, portName: 'Elasticsearch' },
              localIpDetails: { ipAddressV4: '10.0.4.17' },
              remoteIpDetails: { ipAddressV4: '203.0.113.9', organization: { asn: '64500', asnOrg: 'EXAMPLE-NET' } },
            },
          ],
        },
      },
    },
  },
];
