import type { Finding } from '#services/model/finding.ts';

/** A finding for each kind of resource and action, as the fold makes them. They contain documentation values only. */
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
  disposition: { status: 'UPDATED', archived: false },
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
  disposition: {
    status: 'ARCHIVED',
    archived: true,
    closedBy: { kind: 'person', who: 'unknown', at: '2026-11-22T19:58:20.402Z', because: null },
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

export const FINDINGS: readonly Finding[] = [
  SSH_BRUTE_FORCE,
  BUCKET_MADE_PUBLIC,
  COMMAND_AND_CONTROL_NAME,
  ROOT_AT_THE_CONSOLE,
  USER_AT_THE_CONSOLE,
];
