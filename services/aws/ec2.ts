import { asking } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';

export const permissions: readonly Permission[] = [
  { action: 'ec2:DescribeRegions', principals: ['member'], why: 'know which Regions are enabled in the account' },
];

/** The Regions that are enabled in the account. */
export async function listRegions(config: ClientConfig): Promise<readonly string[]> {
  const { EC2Client, DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
  return asking('list the enabled Regions', async () => {
    const { Regions = [] } = await new EC2Client(config).send(new DescribeRegionsCommand({ AllRegions: false }));
    return Regions.flatMap(({ RegionName, OptInStatus }) =>
      RegionName !== undefined && OptInStatus !== 'not-opted-in' ? [RegionName] : [],
    ).toSorted();
  });
}
