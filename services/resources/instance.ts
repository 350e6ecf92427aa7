import { z } from 'zod';
import { line, otherResource } from '#services/model/asff.ts';
import { defineResourceKind, type Described } from '#services/model/resource-kind.ts';

const schema = z.object({
  instanceId: z.string().optional().describe('Absent where the log names the interface only.'),
  networkInterfaces: z
    .array(
      z
        .object({
          networkInterfaceId: z.string().optional(),
          privateIpAddress: z.string().optional(),
          ipv6Addresses: z.array(z.string()).optional(),
          subnetId: z.string().optional(),
          vpcId: z.string().optional(),
        })
        .meta({ title: 'NetworkInterface' }),
    )
    .optional(),
});

export type InstanceDetails = Described<typeof schema>;

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
  /** The interface where the instance is not told. What has neither goes by its address within its VPC, for addresses of VPCs overlap. */
  id({ instanceId, networkInterfaces = [] }) {
    const { networkInterfaceId, vpcId, privateIpAddress, ipv6Addresses } = networkInterfaces[0] ?? {};
    const address = privateIpAddress ?? ipv6Addresses?.[0];
    return instanceId ?? networkInterfaceId ?? (vpcId && address !== undefined ? `${vpcId}/${address}` : address);
  },
  words({ instanceId, networkInterfaces = [] }) {
    if (instanceId) return `instance ${instanceId}`;
    const { networkInterfaceId, privateIpAddress, ipv6Addresses } = networkInterfaces[0] ?? {};
    if (networkInterfaceId) return `interface ${networkInterfaceId}`;
    return `the host at ${privateIpAddress ?? ipv6Addresses?.[0] ?? 'an unknown address'}`;
  },
  asff({ instanceId, networkInterfaces = [] }, { partition, region, accountId, id }) {
    const addresses = networkInterfaces.flatMap(({ privateIpAddress }) => line(privateIpAddress, 64) ?? []);
    const addressesV6 = networkInterfaces.flatMap(({ ipv6Addresses = [] }) => ipv6Addresses);
    const [first] = networkInterfaces;
    const arn = (path: string) => `arn:${partition}:ec2:${region}:${accountId}:${path}`;
    if (instanceId)
      return {
        Type: 'AwsEc2Instance',
        Id: arn(`instance/${instanceId}`),
        Details: {
          AwsEc2Instance: {
            IpV4Addresses: addresses,
            IpV6Addresses: addressesV6,
            VpcId: line(first?.vpcId, 64),
            SubnetId: line(first?.subnetId, 64),
          },
        },
      };
    const interfaceId = line(first?.networkInterfaceId, 64);
    if (!interfaceId) return otherResource(id, { IpAddresses: [...addresses, ...addressesV6].join(' ') });
    return {
      Type: 'AwsEc2NetworkInterface',
      Id: arn(`network-interface/${interfaceId}`),
      Details: {
        AwsEc2NetworkInterface: {
          NetworkInterfaceId: interfaceId,
          PrivateIpAddresses: addresses.map((PrivateIpAddress) => ({ PrivateIpAddress })),
          IpV6Addresses: addressesV6.map((IpV6Address) => ({ IpV6Address })),
        },
      },
    };
  },
});
