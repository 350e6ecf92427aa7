import { event } from '#services/sources/cloudtrail/example.ts';

export const LAUNCHED = '2026-03-02T09:00:00Z';
export const INSTANCE = 'i-0123456789abcdef0';
export const INTERFACE = 'eni-0123456789abcdef0';
export const VPC = 'vpc-0123456789abcdef0';
export const ADDRESS = '10.0.0.10';

/** The launch of a machine, as CloudTrail records it: the machine in `flow()` and `query()`. */
export function launch(instance: object = {}, overrides: Readonly<Record<string, unknown>> = {}) {
  const item = {
    instanceId: INSTANCE,
    imageId: 'ami-0123456789abcdef0',
    instanceState: { code: 0, name: 'pending' },
    privateDnsName: 'ip-10-0-0-10.ec2.internal',
    amiLaunchIndex: 0,
    productCodes: {},
    instanceType: 't3.micro',
    launchTime: Date.parse(LAUNCHED),
    placement: { availabilityZone: 'us-east-1a', tenancy: 'default' },
    monitoring: { state: 'disabled' },
    subnetId: 'subnet-0123456789abcdef0',
    vpcId: VPC,
    privateIpAddress: ADDRESS,
    groupSet: { items: [{ groupId: 'sg-0123456789abcdef0', groupName: 'web' }] },
    networkInterfaceSet: {
      items: [
        {
          networkInterfaceId: INTERFACE,
          subnetId: 'subnet-0123456789abcdef0',
          vpcId: VPC,
          privateIpAddress: ADDRESS,
          privateDnsName: 'ip-10-0-0-10.ec2.internal',
          groupSet: { items: [{ groupId: 'sg-0123456789abcdef0', groupName: 'web' }] },
          privateIpAddressesSet: { item: [{ privateIpAddress: ADDRESS, primary: true }] },
          ipv6AddressesSet: {},
        },
      ],
    },
    iamInstanceProfile: {
      arn: 'arn:aws:iam::111122223333:instance-profile/WebServer',
      id: 'AIPAEXAMPLEPROFILE001',
    },
    tagSet: { items: [{ key: 'Name', value: 'web-1' }] },
    ...instance,
  };
  return event({
    eventName: 'RunInstances',
    eventTime: LAUNCHED,
    readOnly: false,
    requestParameters: { instancesSet: { items: [{ imageId: item.imageId, minCount: 1, maxCount: 1 }] } },
    responseElements: { reservationId: 'r-0123456789abcdef0', instancesSet: { items: [item] } },
    ...overrides,
  });
}

/** The details that findings about the machine then show. */
export const DETAILS = {
  instanceId: INSTANCE,
  instanceType: 't3.micro',
  imageId: 'ami-0123456789abcdef0',
  launchTime: '2026-03-02T09:00:00.000Z',
  availabilityZone: 'us-east-1a',
  instanceState: 'running',
  iamInstanceProfile: {
    arn: 'arn:aws:iam::111122223333:instance-profile/WebServer',
    id: 'AIPAEXAMPLEPROFILE001',
  },
  productCodes: [],
  tags: [{ key: 'Name', value: 'web-1' }],
  networkInterfaces: [
    {
      networkInterfaceId: INTERFACE,
      privateIpAddress: ADDRESS,
      privateDnsName: 'ip-10-0-0-10.ec2.internal',
      privateIpAddresses: [{ privateIpAddress: ADDRESS }],
      ipv6Addresses: [],
      securityGroups: [{ groupId: 'sg-0123456789abcdef0', groupName: 'web' }],
      subnetId: 'subnet-0123456789abcdef0',
      vpcId: VPC,
    },
  ],
};
