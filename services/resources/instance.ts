import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { ocsfIp } from '#services/model/ocsf.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';
import { InterfaceOwner, ownerAdvice, ownerWords } from './kits/interface-owner.ts';
import { PortRange } from './kits/port-range.ts';
import { SecurityGroup } from './kits/security-group.ts';
import { asffTags, Tags } from './kits/tags.ts';

const PrivateAddress = z
  .object({ privateDnsName: z.string().optional(), privateIpAddress: z.string().optional() })
  .meta({ title: 'PrivateAddress', description: 'An address within a VPC.' });

const ProductCode = z
  .object({
    productCodeId: z.string().optional().describe('Its code.'),
    productCodeType: z.string().optional().describe('The kind of the code.'),
  })
  .meta({ title: 'ProductCode', description: 'A product from AWS Marketplace.' });

const schema = z
  .object({
    instanceId: z.string().optional().describe('Absent where the log names only the interface.'),
    instanceType: z.string().optional().describe('Its type: `m7g.large`.'),
    instanceState: z.string().optional().describe('Its state when it was last looked up.'),
    imageId: z.string().optional().describe('The image that it was launched from.'),
    imageDescription: z.string().optional().describe('The description of the image.'),
    launchTime: z.string().optional().describe('The time of its last start, in ISO 8601.'),
    availabilityZone: z.string().optional().describe('Where it runs.'),
    outpostArn: z.string().optional().describe('The Outpost that it runs on.'),
    platform: z.string().optional().describe('`windows`; absent for every other platform.'),
    iamInstanceProfile: z
      .object({ arn: z.string().optional(), id: z.string().optional() })
      .meta({ title: 'InstanceProfile', description: 'A profile whose role an instance has.' })
      .optional()
      .describe('The instance profile with its role.'),
    productCodes: z.array(ProductCode).optional().describe('Products from AWS Marketplace that are on it.'),
    tags: Tags,
    networkInterfaces: z
      .array(
        z
          .object({
            networkInterfaceId: z.string().optional().describe('Its id: `eni-…`.'),
            privateIpAddress: z.string().optional(),
            privateDnsName: z.string().optional(),
            privateIpAddresses: z.array(PrivateAddress).optional().describe('All its addresses within the VPC.'),
            ipv6Addresses: z.array(z.string()).optional().describe('Its IPv6 addresses.'),
            publicIp: z.string().optional().describe('Its public IP address.'),
            publicDnsName: z.string().optional().describe('Its public DNS name.'),
            securityGroups: z.array(SecurityGroup).optional(),
            admits: z
              .array(PortRange)
              .optional()
              .describe('The ports that its security groups open to public addresses; absent where unknown.'),
            subnetId: z.string().optional().describe('The subnet that it is in.'),
            vpcId: z.string().optional(),
            owner: InterfaceOwner.optional().describe('The AWS resource that the interface belongs to.'),
          })
          .meta({ title: 'NetworkInterface', description: 'An interface in a VPC.' }),
      )
      .optional()
      .describe('Its interfaces.'),
  })
  .describe('An instance of Amazon EC2.');

export type InstanceDetails = Described<typeof schema>;
export type NetworkInterfaceDetails = NonNullable<InstanceDetails['networkInterfaces']>[number];

declare module '#services/model/subject.ts' {
  interface ResourceDetails {
    readonly instanceDetails: InstanceDetails;
  }
  interface ResourceTypes {
    readonly Instance: 'instanceDetails';
  }
}

export default defineResourceKind({
  member: 'instanceDetails',
  type: 'Instance',
  guardduty: true,
  schema,
  /**
   * The interface where the instance is unknown. Without either, the address within its VPC, because addresses of VPCs
   * overlap.
   */
  id({ instanceId, networkInterfaces = [] }) {
    const { networkInterfaceId, vpcId, privateIpAddress, ipv6Addresses } = networkInterfaces[0] ?? {};
    const address = privateIpAddress ?? ipv6Addresses?.[0];
    return instanceId ?? networkInterfaceId ?? (vpcId && address !== undefined ? `${vpcId}/${address}` : address);
  },
  words({ instanceId, networkInterfaces = [] }) {
    if (instanceId) return `instance ${instanceId}`;
    const { networkInterfaceId, privateIpAddress, ipv6Addresses, owner } = networkInterfaces[0] ?? {};
    if (owner) return `${ownerWords(owner)}, by interface ${networkInterfaceId ?? 'of its address'}`;
    if (networkInterfaceId) return `interface ${networkInterfaceId}`;
    return `the host at ${privateIpAddress ?? ipv6Addresses?.[0] ?? 'an unknown address'}`;
  },
  /** GuardDuty has no members for interfaces that belong to no instance, and none for open ports. */
  asGuardDuty: ({ networkInterfaces, ...details }) => ({
    ...details,
    networkInterfaces: networkInterfaces?.map((one) => ({ ...one, owner: undefined, admits: undefined })),
  }),
  remarks({ instanceId, networkInterfaces = [] }) {
    const { networkInterfaceId, owner } = networkInterfaces[0] ?? {};
    if (instanceId || !networkInterfaceId || !owner) return [];
    return [
      `Interface ${networkInterfaceId} does not belong to an instance: it belongs to ${ownerWords(owner)}. ${ownerAdvice(owner)}`,
    ];
  },
  asff(details, { partition, region, accountId, id }) {
    const { instanceId, networkInterfaces = [], tags } = details;
    const addresses = texts(
      networkInterfaces.flatMap(({ publicIp, privateIpAddress }) => [publicIp, privateIpAddress]),
    );
    const addressesV6 = texts(networkInterfaces.flatMap(({ ipv6Addresses = [] }) => ipv6Addresses));
    const [first] = networkInterfaces;
    const arn = (path: string) => `arn:${partition}:ec2:${region}:${accountId}:${path}`;
    if (instanceId)
      return {
        Type: 'AwsEc2Instance',
        Id: arn(`instance/${instanceId}`),
        ...asffTags(tags),
        Details: {
          AwsEc2Instance: {
            Type: line(details.instanceType, 64),
            ImageId: line(details.imageId, 64),
            LaunchedAt: isTime(details.launchTime) ? details.launchTime : undefined,
            IamInstanceProfileArn: line(details.iamInstanceProfile?.arn, 256),
            IpV4Addresses: addresses,
            IpV6Addresses: addressesV6,
            VpcId: line(first?.vpcId, 64),
            SubnetId: line(first?.subnetId, 64),
            NetworkInterfaces: texts(networkInterfaces.map(({ networkInterfaceId }) => networkInterfaceId)).map(
              (NetworkInterfaceId) => ({ NetworkInterfaceId }),
            ),
          },
        },
      };
    const interfaceId = line(first?.networkInterfaceId, 64);
    if (!interfaceId) return otherResource(id, { IpAddresses: [...addresses, ...addressesV6].join(' ') });
    return {
      Type: 'AwsEc2NetworkInterface',
      Id: arn(`network-interface/${interfaceId}`),
      ...asffTags(tags),
      Details: {
        AwsEc2NetworkInterface: {
          NetworkInterfaceId: interfaceId,
          PrivateIpAddresses: texts(networkInterfaces.map(({ privateIpAddress }) => privateIpAddress)).map(
            (PrivateIpAddress) => ({ PrivateIpAddress }),
          ),
          PublicIp: line(first?.publicIp, 64),
          IpV6Addresses: addressesV6.map((IpV6Address) => ({ IpV6Address })),
          SecurityGroups: (first?.securityGroups ?? []).map(({ groupId, groupName }) => ({
            GroupId: line(groupId, 64),
            GroupName: line(groupName, 256),
          })),
        },
      },
    };
  },
  ocsf({ instanceId, networkInterfaces = [] }) {
    const { privateIpAddress, ipv6Addresses = [], networkInterfaceId, subnetId, vpcId } = networkInterfaces[0] ?? {};
    return {
      endpoint: {
        ip: ocsfIp(privateIpAddress ?? ipv6Addresses[0]),
        instance_uid: instanceId,
        interface_uid: networkInterfaceId,
        subnet_uid: subnetId,
        vpc_uid: vpcId,
      },
    };
  },
});

/** Whether the text is a time that ASFF accepts. */
function isTime(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text);
}

function texts(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => line(value, 64) ?? []))];
}
