import type { FlowLog } from '#services/model/probe.ts';
import { asking } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import { parseLogDestination } from './log-destination.ts';
import type { Permission } from './permission.ts';

export const permissions: readonly Permission[] = [
  { action: 'ec2:DescribeRegions', principals: ['member'], why: 'know which Regions are enabled in the account' },
  { action: 'ec2:DescribeFlowLogs', principals: ['member'], why: 'find the buckets that VPC flow logs deliver to' },
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

/** The flow logs of one Region that deliver to S3. Those that deliver to CloudWatch Logs or Firehose are not among them. */
export async function describeFlowLogs(config: ClientConfig): Promise<readonly FlowLog[]> {
  const { EC2Client, paginateDescribeFlowLogs } = await import('@aws-sdk/client-ec2');
  return asking(`describe the flow logs in ${config.region}`, async () => {
    const flowLogs: FlowLog[] = [];
    for await (const page of paginateDescribeFlowLogs({ client: new EC2Client(config) }, {}))
      for (const flowLog of page.FlowLogs ?? []) {
        const destination = flowLog.LogDestinationType === 's3' && parseLogDestination(flowLog.LogDestination ?? '');
        if (!destination || flowLog.FlowLogId === undefined) continue;
        flowLogs.push({
          id: flowLog.FlowLogId,
          resourceId: flowLog.ResourceId ?? '',
          ...destination,
          hive: flowLog.DestinationOptions?.HiveCompatiblePartitions ?? false,
        });
      }
    return flowLogs;
  });
}
