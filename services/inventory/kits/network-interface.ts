import type { z } from 'zod';
import { list, object, tags, text } from './reply.ts';

export const Groups = list(object({ groupId: text, groupName: text }), 32);

/** An interface in a reply of EC2. */
export const Interface = object({
  networkInterfaceId: text,
  availabilityZone: text,
  subnetId: text,
  vpcId: text,
  privateIpAddress: text,
  privateDnsName: text,
  groupSet: Groups,
  privateIpAddressesSet: list(object({ privateIpAddress: text, privateDnsName: text }), 50),
  ipv6AddressesSet: list(object({ ipv6Address: text }), 50),
  tagSet: tags,
});

/** The interface as findings show it. */
export function interfaceOf(told: z.infer<typeof Interface>) {
  return {
    networkInterfaceId: told.networkInterfaceId,
    privateIpAddress: told.privateIpAddress,
    privateDnsName: told.privateDnsName,
    privateIpAddresses: told.privateIpAddressesSet,
    ipv6Addresses: told.ipv6AddressesSet.flatMap(({ ipv6Address }) => ipv6Address ?? []),
    securityGroups: told.groupSet,
    subnetId: told.subnetId,
    vpcId: told.vpcId,
  };
}
