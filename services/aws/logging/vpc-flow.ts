import type { FlowLog } from '@aws-sdk/client-ec2';
import { asking, AwsError, refusalOf } from '../aws-error.ts';
import type { ClientConfig } from '../aws.ts';
import { interfacePages } from '../ec2.ts';
import { refusalsOfGaps, vpcGaps, type PlacedInterface, type VpcGap } from '../flow-log-reach.ts';
import { parseLogDestination, type LogDestination } from '../log-destination.ts';
import type { LoggingCalls } from '../logging.ts';
import { sharedClient } from '../shared-client.ts';

/** The most values of a filter ("Filter", Amazon EC2 API Reference). */
const FILTERED_MAX = 200;
/** How many interfaces of one Region are looked at. */
const INTERFACES_MAX = 20_000;

const vpcFlow: LoggingCalls = {
  source: 'vpc-flow',
  permissions: [
    { action: 'ec2:DescribeFlowLogs', principals: ['member'], why: 'find the buckets that VPC flow logs deliver to' },
  ],

  async find(config, { vpcs }) {
    const delivered = await deliveredFlowLogs(config);
    const found = delivered.map(({ id, destination, flowLog }) => ({
      id,
      ...destination,
      homeRegion: config.region,
      hive: flowLog.DestinationOptions?.HiveCompatiblePartitions ?? false,
    }));
    try {
      const ids = await vpcs();
      return { found, resources: ids.length, unread: refusalsOfGaps(await gapsAmong(config, ids, delivered)) };
    } catch (error) {
      // What is delivered is read, even where nobody may see what else there is.
      return { found, unread: [refusalOf(error)] };
    }
  },
};
export default vpcFlow;

/** The VPCs of a Region of which some traffic reaches no bucket. @throws AwsError */
export async function unloggedVpcs(config: ClientConfig, vpcs: readonly string[]): Promise<readonly VpcGap[]> {
  return gapsAmong(config, vpcs, await deliveredFlowLogs(config));
}

/** A flow log that delivers to S3. */
interface DeliveredFlowLog {
  readonly id: string;
  readonly destination: LogDestination;
  readonly flowLog: FlowLog;
}

/** The flow logs of a Region that deliver to S3, and not to CloudWatch Logs or Firehose. @throws AwsError */
async function deliveredFlowLogs(config: ClientConfig): Promise<readonly DeliveredFlowLog[]> {
  const { EC2Client, paginateDescribeFlowLogs } = await import('@aws-sdk/client-ec2');
  const pages = paginateDescribeFlowLogs({ client: sharedClient(EC2Client, config), pageSize: 1000 }, {});
  return asking(`describe the flow logs in ${config.region}`, async () => {
    const delivered: DeliveredFlowLog[] = [];
    for await (const { FlowLogs = [] } of pages)
      for (const flowLog of FlowLogs) {
        const { FlowLogId: id, LogDestinationType, LogDestination = '' } = flowLog;
        const destination = LogDestinationType === 's3' ? parseLogDestination(LogDestination) : undefined;
        if (id !== undefined && destination !== undefined) delivered.push({ id, destination, flowLog });
      }
    return delivered;
  });
}

async function gapsAmong(
  config: ClientConfig,
  vpcs: readonly string[],
  delivered: readonly DeliveredFlowLog[],
): Promise<readonly VpcGap[]> {
  const flowLogs = delivered.map(({ flowLog }) => flowLog);
  const gaps = vpcGaps(vpcs, flowLogs);
  // Interfaces need to be listed only if some flow log is of a subnet or an interface.
  if (!flowLogs.some(({ ResourceId = '' }) => /^(?:subnet|eni)-/.test(ResourceId))) return gaps;
  const open = gaps.map(({ vpc }) => vpc);
  return vpcGaps(open, flowLogs, await interfacesIn(config, open));
}

async function interfacesIn(config: ClientConfig, vpcs: readonly string[]): Promise<readonly PlacedInterface[]> {
  const all: PlacedInterface[] = [];
  for (let i = 0; i < vpcs.length; i += FILTERED_MAX)
    for await (const page of interfacePages(config, [{ Name: 'vpc-id', Values: vpcs.slice(i, i + FILTERED_MAX) }])) {
      for (const { VpcId, SubnetId, NetworkInterfaceId } of page) all.push({ VpcId, SubnetId, NetworkInterfaceId });
      if (all.length > INTERFACES_MAX) throw tooMany(config.region);
    }
  return all;
}

function tooMany(region: string): AwsError {
  const detail = `Flow logs in ${region} are of subnets and interfaces, and there are too many of these to see which are missing: create a flow log of all traffic for each VPC.`;
  return new AwsError('refused', detail, 'TooManyInterfaces', undefined);
}
