import type { LogConfiguration } from '#services/model/probe.ts';
import type { FlowLog } from '@aws-sdk/client-ec2';
import { asking } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { parseLogDestination } from '../log-destination.ts';
import type { LoggingCalls } from '../logging.ts';

const vpcFlow: LoggingCalls = {
  source: 'vpc-flow',
  permissions: [
    { action: 'ec2:DescribeFlowLogs', principals: ['member'], why: 'find the buckets that VPC flow logs deliver to' },
  ],

  /** Flow logs that deliver to CloudWatch Logs or Firehose are not among them. */
  async find(config) {
    const found: LogConfiguration[] = [];
    for (const { FlowLogId, LogDestinationType, LogDestination, DestinationOptions } of await flowLogsOf(config)) {
      const destination = LogDestinationType === 's3' && parseLogDestination(LogDestination ?? '');
      if (!destination || FlowLogId === undefined) continue;
      found.push({
        id: FlowLogId,
        ...destination,
        homeRegion: config.region,
        hive: DestinationOptions?.HiveCompatiblePartitions ?? false,
      });
    }
    return { found };
  },
};
export default vpcFlow;

/** All flow logs of a Region, wherever they deliver. @throws AwsError */
export async function flowLogsOf(config: ClientConfig): Promise<readonly FlowLog[]> {
  const { EC2Client, paginateDescribeFlowLogs } = await import('@aws-sdk/client-ec2');
  return asking(`describe the flow logs in ${config.region}`, async () => {
    const all: FlowLog[] = [];
    for await (const { FlowLogs = [] } of paginateDescribeFlowLogs({ client: new EC2Client(config) }, {}))
      all.push(...FlowLogs);
    return all;
  });
}
