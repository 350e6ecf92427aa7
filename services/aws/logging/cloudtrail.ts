import type { LoggingState, LogConfiguration } from '#services/model/probe.ts';
import { asking, awsError } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { asPrefix } from '../log-destination.ts';
import type { LoggingCalls } from '../logging.ts';
import { omittedEvents } from '../trail-selectors.ts';
import { sharedClient } from '../shared-client.ts';

const cloudtrail: LoggingCalls = {
  source: 'cloudtrail',
  permissions: [
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
    {
      action: 'cloudtrail:GetEventSelectors',
      principals: ['member'],
      why: 'know which events a trail leaves out',
    },
  ],

  find: async (config) => ({ found: await trailsOf(config) }),
  stateOf,
};
export default cloudtrail;

/**
 * The trails that deliver the Region's events, including those of the organization and of other Regions. @throws
 * AwsError
 */
export async function trailsOf(config: ClientConfig): Promise<readonly LogConfiguration[]> {
  const { CloudTrailClient, DescribeTrailsCommand } = await import('@aws-sdk/client-cloudtrail');
  const client = sharedClient(CloudTrailClient, config);
  return asking(`describe the trails in ${config.region}`, async () => {
    // A member, and every Region except a trail's home, sees the organization's trail only as a shadow.
    const { trailList = [] } = await client.send(new DescribeTrailsCommand({ includeShadowTrails: true }));
    const found: LogConfiguration[] = [];
    for (const trail of trailList) {
      if (!trail.TrailARN || !trail.S3BucketName) continue;
      found.push({
        id: trail.TrailARN,
        bucket: trail.S3BucketName,
        prefix: asPrefix(trail.S3KeyPrefix ?? ''),
        homeRegion: trail.HomeRegion ?? config.region,
        multiRegion: trail.IsMultiRegionTrail ?? false,
        ...(trail.LogFileValidationEnabled === true && {
          digests: `${trail.TrailARN.slice(trail.TrailARN.lastIndexOf('/') + 1)}_${trail.HomeRegion ?? config.region}`,
        }),
        ...(trail.IsOrganizationTrail === true && { organizationBy: trail.TrailARN.split(':')[4] ?? '' }),
      });
    }
    return found;
  });
}

/** The state of a trail. @param config of the trail's home Region */
export async function stateOf(config: ClientConfig, id: string): Promise<LoggingState> {
  const { CloudTrailClient, GetEventSelectorsCommand, GetTrailStatusCommand } =
    await import('@aws-sdk/client-cloudtrail');
  const client = sharedClient(CloudTrailClient, config);
  // Members may see the organization's trail and still be refused its status; then it counts as delivering everything.
  const [status, selectors] = await Promise.all([
    unlessRefused(`ask the status of ${id}`, () => client.send(new GetTrailStatusCommand({ Name: id }))),
    unlessRefused(`ask what ${id} selects`, () => client.send(new GetEventSelectorsCommand({ TrailName: id }))),
  ]);
  const { IsLogging: logging, StopLoggingTime, LatestDeliveryError: failing } = status ?? {};
  const { EventSelectors = [], AdvancedEventSelectors = [] } = selectors ?? {};
  return {
    logging,
    ...(logging === false && StopLoggingTime && { stoppedAt: StopLoggingTime.getTime() }),
    ...(failing && { failing }),
    leavesOut: omittedEvents(EventSelectors, AdvancedEventSelectors),
  };
}

async function unlessRefused<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    const refused = awsError(what, error);
    if (refused.kind === 'access-denied' || refused.kind === 'missing') return undefined;
    throw refused;
  }
}
