import type { Finding } from '#services/model/finding.ts';

/** A finding of each kind of resource and action, as the fold makes them. Documentation values only. */
export const SSH_BRUTE_FORCE: Finding = {
  schemaVersion: '2.0',
  id: '5ec1a0d4f0b24a7c9d3e6f7081920a1b',
  arn: 'arn:aws:guardduty:eu-west-1:111122223333:detector/12abc34d567e8fa901bc2d34e56789f0/finding/5ec1a0d4f0b24a7c9d3e6f7081920a1b',
  type: 'UnauthorizedAccess:EC2/SSHBruteForce',
  accountId: '111122223333',
  region: 'eu-west-1',
  partition: 'aws',
  severity: 2,
  title: 'An address is guessing SSH passwords of an instance',
  description: '203.0.113.9 opened 214 short connections to port 22 of i-0abcd1234ef567890.',
  resource: {
    id: 'i-0abcd1234ef567890',
    resourceType: 'Instance',
    instanceDetails: {
      instanceId: 'i-0abcd1234ef567890',
      networkInterfaces: [
        {
          networkInterfaceId: 'eni-0abcd1234ef567890',
          privateIpAddress: '10.0.4.17',
          ipv6Addresses: ['2001:db8::17'],
          subnetId: 'subnet-0a1b2c3d4e5f60718',
          vpcId: 'vpc-0a1b2c3d4e5f60718',
        },
      ],
    },
  },
  service: {
    serviceName: 'vedette',
    detectorId: '12abc34d567e8fa901bc2d34e56789f0',
    resourceRole: 'TARGET',
    archived: false,
    count: 214,
    eventFirstSeen: '2026-11-20T08:01:12.000Z',
    eventLastSeen: '2026-11-22T19:47:03.000Z',
    action: {
      actionType: 'NETWORK_CONNECTION',
      networkConnectionAction: {
        connectionDirection: 'INBOUND',
        protocol: 'TCP',
        blocked: false,
        localPortDetails: { port: 22, portName: 'SSH' },
        remotePortDetails: { port: 46717, portName: 'Unknown' },
        localIpDetails: { ipAddressV4: '10.0.4.17' },
        localNetworkInterface: 'eni-0abcd1234ef567890',
        remoteIpDetails: {
          ipAddressV4: '203.0.113.9',
          country: { countryCode: 'NL', countryName: 'Netherlands' },
          geoLocation: { lat: 52.1, lon: 5.3 },
          organization: { asn: '64500', asnOrg: 'EXAMPLE-NET' },
        },
      },
    },
    additionalInfo: { type: 'default', value: '{}' },
    evidence: {
      threatIntelligenceDetails: [],
      origins: [
        {
          object: 's3://logs.example/AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/11/20/one.log.gz',
          position: 2,
          id: null,
          time: '2026-11-20T08:01:12.000Z',
        },
      ],
      tallies: { connections: 214 },
    },
  },
  createdAt: '2026-11-20T08:14:40.118Z',
  updatedAt: '2026-11-22T19:58:20.402Z',
};

export const BUCKET_MADE_PUBLIC: Finding = {
  ...SSH_BRUTE_FORCE,
  id: '0d2f4b6c8e1a3c5d7f9b1d3e5f7a9b0c',
  type: 'Policy:S3/BucketAnonymousAccessGranted',
  severity: 8,
  title: 'A bucket was opened to everyone',
  description: 'alice made customer-exports readable by everyone.',
  resource: {
    id: 'customer-exports',
    resourceType: 'AccessKey',
    accessKeyDetails: {
      accessKeyId: 'ASIAEXAMPLEKEY000001',
      principalId: 'AROAEXAMPLEROLE00001:alice',
      userName: 'admin',
      userType: 'AssumedRole',
    },
    s3BucketDetails: [
      {
        arn: 'arn:aws:s3:::customer-exports',
        name: 'customer-exports',
        type: 'Destination',
        publicAccess: { effectivePermission: 'PUBLIC' },
      },
    ],
  },
  service: {
    ...SSH_BRUTE_FORCE.service,
    count: 1,
    action: {
      actionType: 'AWS_API_CALL',
      awsApiCallAction: {
        api: 'PutBucketPolicy',
        serviceName: 's3.amazonaws.com',
        callerType: 'Remote IP',
        userAgent: 'aws-cli/2.17.9',
        remoteIpDetails: { ipAddressV6: '2001:db8::9' },
        affectedResources: { 'AWS::S3::Bucket': 'customer-exports' },
      },
    },
    evidence: {
      threatIntelligenceDetails: [],
      origins: [
        {
          object: 's3://logs.example/trail.json.gz',
          position: 0,
          id: '6f1e2c1e-0000-4000-8000-000000000001',
          time: '2026-11-20T08:01:12.000Z',
        },
      ],
      tallies: {},
    },
  },
};

export const COMMAND_AND_CONTROL_NAME: Finding = {
  ...SSH_BRUTE_FORCE,
  id: '77aa11bb22cc33dd44ee55ff66008811',
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  severity: 8,
  title: 'An instance asked for a command-and-control name',
  description: 'eni-0fedcba9876543210 asked for c2.bad.example, which is on the list corp-c2-domains.',
  resource: {
    id: 'eni-0fedcba9876543210',
    resourceType: 'Instance',
    instanceDetails: {
      networkInterfaces: [{ networkInterfaceId: 'eni-0fedcba9876543210', privateIpAddress: '10.0.9.31' }],
    },
  },
  service: {
    ...SSH_BRUTE_FORCE.service,
    resourceRole: 'ACTOR',
    archived: true,
    action: {
      actionType: 'DNS_REQUEST',
      dnsRequestAction: {
        domain: 'c2.bad.example',
        domainWithSuffix: 'bad.example',
        protocol: 'UDP',
        blocked: false,
      },
    },
    additionalInfo: { type: 'default', value: '', threatListName: 'corp-c2-domains', sample: true },
    evidence: {
      ...SSH_BRUTE_FORCE.service.evidence,
      threatIntelligenceDetails: [
        { threatListName: 'corp-c2-domains', threatNames: ['bad.example'], threatFileSha256: 'ab'.repeat(32) },
      ],
    },
  },
};

/** A console session of the root user: no access key, no instance. */
export const ROOT_AT_THE_CONSOLE: Finding = {
  ...BUCKET_MADE_PUBLIC,
  id: '77aa11bb22cc33dd44ee55ff66008822',
  type: 'Policy:IAMUser/RootCredentialUsage',
  severity: 2,
  resource: {
    id: '111122223333',
    resourceType: 'AccessKey',
    accessKeyDetails: { principalId: '111122223333', userName: 'Root', userType: 'Root' },
  },
  service: {
    ...BUCKET_MADE_PUBLIC.service,
    action: {
      actionType: 'AWS_API_CALL',
      awsApiCallAction: {
        api: 'GetBucketPolicy',
        serviceName: 's3.amazonaws.com',
        callerType: 'Domain',
        domainDetails: { domain: 'cloudformation.amazonaws.com' },
        errorCode: 'AccessDenied',
      },
    },
  },
};

/** A console session of an IAM user. */
export const USER_AT_THE_CONSOLE: Finding = {
  ...ROOT_AT_THE_CONSOLE,
  id: '77aa11bb22cc33dd44ee55ff66008833',
  type: 'UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B',
  resource: {
    id: 'AIDAEXAMPLEUSER00001',
    resourceType: 'AccessKey',
    accessKeyDetails: { principalId: 'AIDAEXAMPLEUSER00001', userName: 'bob', userType: 'IAMUser' },
  },
};

/** A finding of which the inventory knows all that GuardDuty shows of an instance. */
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

/** The same of an interface that is no instance's, of a bucket, a cluster, a function and a database. */
export const DESCRIBED_OTHERS: readonly Finding[] = [
  {
    ...DESCRIBED,
    id: 'd0000000000000000000000000000002',
    resource: {
      id: 'eni-0abcd1234ef567890',
      resourceType: 'Instance',
      instanceDetails: {
        networkInterfaces: DESCRIBED.resource.instanceDetails?.networkInterfaces ?? [],
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
];

export const FINDINGS: readonly Finding[] = [
  DESCRIBED,
  ...DESCRIBED_OTHERS,
  SSH_BRUTE_FORCE,
  BUCKET_MADE_PUBLIC,
  COMMAND_AND_CONTROL_NAME,
  ROOT_AT_THE_CONSOLE,
  USER_AT_THE_CONSOLE,
];
