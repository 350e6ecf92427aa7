import assert from 'node:assert/strict';
import { AwsError, asking } from '../aws-error.ts';
import type { EnrolmentCalls } from '../enrolment.ts';
import { parseLogDestination } from '../log-destination.ts';
import { flowLogsOf } from '../logging/vpc-flow.ts';

/** The most VPCs of one call ("CreateFlowLogs", Amazon EC2 API Reference). */
const VPCS_MAX = 1000;

const vpcFlow: EnrolmentCalls = {
  feature: 'vpc-flow',
  scope: 'region',
  permissions: [{ action: 'ec2:CreateFlowLogs', principals: ['enrolment'], why: 'have the traffic of VPCs logged' }],

  async look(config, { vpcs }) {
    const all = await vpcs();
    if (all.length === 0) return { on: 0, off: [] };
    const logged = new Set<string>();
    for (const { ResourceId, LogDestinationType, LogDestination, TrafficType } of await flowLogsOf(config))
      if (LogDestinationType === 's3' && TrafficType !== 'REJECT' && parseLogDestination(LogDestination ?? ''))
        logged.add(ResourceId ?? '');
    const off = all.filter((vpc) => !logged.has(vpc));
    return { on: all.length - off.length, off };
  },

  async switchOn(config, { resources }, { bucket, partition }) {
    assert(bucket !== undefined, 'Flow logs are created for a bucket alone.');
    const { CreateFlowLogsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
    const client = new EC2Client(config);
    for (let i = 0; i < resources.length; i += VPCS_MAX) {
      const request = new CreateFlowLogsCommand({
        ResourceIds: resources.slice(i, i + VPCS_MAX),
        ResourceType: 'VPC',
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: `arn:${partition}:s3:::${bucket}`,
      });
      const { Unsuccessful = [] } = await asking(`create flow logs in ${config.region}`, () => client.send(request));
      const failed = Unsuccessful.find(({ Error: reason }) => reason?.Code !== 'FlowLogAlreadyExists');
      if (failed === undefined) continue;
      const { ResourceId: vpc = 'a VPC', Error: { Code: code = 'Error', Message: message = '' } = {} } = failed;
      throw new AwsError('refused', `Could not create a flow log of ${vpc}: ${code}: ${message}`, code, failed);
    }
  },
};
export default vpcFlow;
