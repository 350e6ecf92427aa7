import { compact } from './compact.ts';
import type { InstanceDetails, NetworkInterfaceDetails } from '#services/resources/instance.ts';
import type { Taught } from '../lesson.ts';

/**
 * Facts about an instance, under each id that a log may have for it: its own, its interfaces', and its addresses within
 * their VPCs.
 *
 * @param since ms since the epoch; undefined where unknown
 */
export function instanceFacts<Since extends number | undefined>(
  given: InstanceDetails,
  since: Since,
): readonly (Omit<Taught, 'since'> & { readonly since: Since })[] {
  const details: InstanceDetails = compact(given);
  const aliases = [details.instanceId, ...(details.networkInterfaces ?? []).flatMap(aliasesOf)];
  return [...new Set(aliases)].flatMap((alias) =>
    alias === undefined ? [] : [{ member: 'instanceDetails' as const, alias, since, details }],
  );
}

function aliasesOf(one: NetworkInterfaceDetails): readonly (string | undefined)[] {
  const { networkInterfaceId, vpcId, privateIpAddress, privateIpAddresses = [], ipv6Addresses = [] } = one;
  const addresses = [
    privateIpAddress,
    ...privateIpAddresses.map((each) => each.privateIpAddress),
    ...ipv6Addresses,
  ].filter((address) => address !== undefined);
  return [networkInterfaceId, ...(vpcId === undefined ? [] : addresses.map((address) => `${vpcId}/${address}`))];
}
