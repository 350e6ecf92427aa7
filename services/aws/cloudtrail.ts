import type { Trail } from '#services/model/probe.ts';
import { asking, awsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import { asPrefix } from './log-destination.ts';
import type { Permission } from './permission.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'cloudtrail:DescribeTrails',
    principals: ['member'],
    why: 'find the buckets that trails deliver to',
  },
  {
    action: 'cloudtrail:GetTrailStatus',
    principals: ['member'],
    why: 'tell a trail that is stopped from one that delivers',
  },
];

/** The trails that deliver what happens in one Region, those of the organization and of other Regions included. */
export async function describeTrails(config: ClientConfig): Promise<readonly Trail[]> {
  const { CloudTrailClient, DescribeTrailsCommand } = await import('@aws-sdk/client-cloudtrail');
  const client = new CloudTrailClient(config);
  return asking(`describe the trails in ${config.region}`, async () => {
    // A member sees the organization's trail only as a shadow, and so does every Region but a trail's home.
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
    const trails: Trail[] = [];
    for (const trail of trailList) {
      if (!trail.TrailARN || !trail.S3BucketName) continue;
      trails.push({
        arn: trail.TrailARN,
        bucket: trail.S3BucketName,
        prefix: asPrefix(trail.S3KeyPrefix ?? ''),
        homeRegion: trail.HomeRegion ?? config.region,
        multiRegion: trail.IsMultiRegionTrail ?? false,
        organization: trail.IsOrganizationTrail ?? false,
        logging: undefined,
      });
    }
    return trails;
  });
}

/** Whether a trail is started; undefined when it may not be asked. @param config of the trail's home Region */
export async function trailIsLogging(config: ClientConfig, arn: string): Promise<boolean | undefined> {
  const { CloudTrailClient, GetTrailStatusCommand } = await import('@aws-sdk/client-cloudtrail');
  try {
    return (await new CloudTrailClient(config).send(new GetTrailStatusCommand({ Name: arn }))).IsLogging;
  } catch (error) {
    // Members may see the organization's trail and still be refused its status; it is then taken to deliver.
    if (['aws-denied', 'aws-missing'].includes(awsError(`ask the status of ${arn}`, error).code)) return undefined;
    throw awsError(`ask the status of ${arn}`, error);
  }
}
