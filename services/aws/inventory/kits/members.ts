import type { AdmittedPorts } from './admitted-ports.ts';

interface Interface {
  readonly NetworkInterfaceId?: string;
  readonly PrivateIpAddress?: string;
  readonly PrivateDnsName?: string;
  readonly PrivateIpAddresses?: readonly { readonly PrivateIpAddress?: string; readonly PrivateDnsName?: string }[];
  readonly Ipv6Addresses?: readonly { readonly Ipv6Address?: string }[];
  readonly Association?: { readonly PublicIp?: string; readonly PublicDnsName?: string };
  readonly Groups?: readonly { readonly GroupId?: string; readonly GroupName?: string }[];
  readonly SubnetId?: string;
  readonly VpcId?: string;
}

/** An interface as findings show it, alone or as an instance's. */
export function interfaceOf(one: Interface, admitted: AdmittedPorts | undefined) {
  return {
    networkInterfaceId: one.NetworkInterfaceId,
    privateIpAddress: one.PrivateIpAddress,
    privateDnsName: one.PrivateDnsName || undefined,
    privateIpAddresses: (one.PrivateIpAddresses ?? []).map(({ PrivateIpAddress, PrivateDnsName }) => ({
      privateIpAddress: PrivateIpAddress,
      privateDnsName: PrivateDnsName || undefined,
    })),
    ipv6Addresses: (one.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
    publicIp: one.Association?.PublicIp,
    publicDnsName: one.Association?.PublicDnsName || undefined,
    securityGroups: (one.Groups ?? []).map(({ GroupId, GroupName }) => ({ groupId: GroupId, groupName: GroupName })),
    admits: admitted?.of((one.Groups ?? []).map(({ GroupId }) => GroupId)),
    subnetId: one.SubnetId,
    vpcId: one.VpcId,
  };
}

/** Tags as findings show them. */
export function tagsOf(tags: readonly { readonly Key?: string; readonly Value?: string }[] = []) {
  return tags.flatMap(({ Key: key, Value: value = '' }) => (key === undefined ? [] : [{ key, value }]));
}
