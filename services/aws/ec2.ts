import type { Filter, NetworkInterface } from '@aws-sdk/client-ec2';
import { asking, paged } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  { action: 'ec2:DescribeRegions', principals: ['member'], why: 'know which Regions are enabled in the account' },
  {
    action: 'ec2:DescribeVpcs',
    principals: ['member'],
    why: 'know whose traffic and DNS queries are not logged',
  },
  {
    action: 'ec2:DescribeNetworkInterfaces',
    principals: ['member'],
    why: 'describe the interfaces of gateways, load balancers, endpoints and functions, and know which public addresses are yours and which traffic is not logged',
  },
];

/** The Regions that are enabled in the account. */
export async function listRegions(config: ClientConfig): Promise<readonly string[]> {
  const { EC2Client, DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  return asking('list the enabled Regions', async () => {
    const { Regions = [] } = await sharedClient(EC2Client, config).send(
      new DescribeRegionsCommand({ AllRegions: false }),
    );
    return Regions.flatMap(({ RegionName, OptInStatus }) =>
      RegionName !== undefined && OptInStatus !== 'not-opted-in' ? [RegionName] : [],
    ).toSorted();
  });
}

/**
 * The ids of an account's VPCs in a Region. Those that other accounts share with it are left out: their owners alone can
 * log all that happens in them ("Share your VPC subnets with other accounts" in the Amazon VPC User Guide).
 *
 * @throws AwsError
 */
export async function listVpcs(config: ClientConfig, accountId: string): Promise<readonly string[]> {
  const { EC2Client, paginateDescribeVpcs } = await import('@aws-sdk/client-ec2');
  return asking(`list the VPCs in ${config.region}`, async () => {
    const ids: string[] = [];
    for await (const { Vpcs = [] } of paginateDescribeVpcs(
      { client: sharedClient(EC2Client, config), pageSize: 1000 },
      {},
    ))
      for (const { VpcId, OwnerId = accountId } of Vpcs)
        if (VpcId !== undefined && OwnerId === accountId) ids.push(VpcId);
    return ids.toSorted();
  });
}

/** The network interfaces of a Region, a page at a time. @throws AwsError */
export async function* interfacePages(
  config: ClientConfig,
  filters: readonly Filter[] = [],
): AsyncGenerator<readonly NetworkInterface[]> {
  const { EC2Client, paginateDescribeNetworkInterfaces } = await import('@aws-sdk/client-ec2');
  const asked = filters.length === 0 ? {} : { Filters: [...filters] };
  const pages = paginateDescribeNetworkInterfaces({ client: sharedClient(EC2Client, config), pageSize: 1000 }, asked);
  for await (const { NetworkInterfaces = [] } of paged(`describe the interfaces in ${config.region}`, pages))
    yield NetworkInterfaces;
}
