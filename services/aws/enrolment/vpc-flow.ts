import assert from 'node:assert/strict';
import { AwsError, asking } from '../aws-error.ts';
import { inWords, type EnrolmentCalls } from '../enrolment.ts';
import { refusalsOfGaps } from '../flow-log-reach.ts';
import { unloggedVpcs } from '../logging/vpc-flow.ts';
import { sharedClient } from '../shared-client.ts';

/** The most VPCs of one call ("CreateFlowLogs", Amazon EC2 API Reference). */
const VPCS_MAX = 1000;

const vpcFlow: EnrolmentCalls = {
  feature: 'vpc-flow',
  scope: 'region',
  permissions: [{ action: 'ec2:CreateFlowLogs', principals: ['enrolment'], why: 'have the traffic of VPCs logged' }],

  async look(config, { vpcs }) {
    const all = await vpcs();
    if (all.length === 0) return { on: 0, off: [] };
    const gaps = await unloggedVpcs(config, all);
    // A second flow log would log again what the first one logs. If the first one logs most traffic or cannot deliver, its
    // owner has to change it.
    const impaired = gaps.filter(({ lacks, failing }) => lacks === 'rejected' || failing !== undefined);
    const off = gaps.filter((gap) => !impaired.includes(gap)).map(({ vpc }) => vpc);
    return { on: all.length - gaps.length, off, impaired: inWords(refusalsOfGaps(impaired)) };
  },

  async switchOn(config, { resources }, { bucket, partition }) {
    assert(bucket !== undefined, 'Flow logs are created for a bucket alone.');
    const { CreateFlowLogsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
    const client = sharedClient(EC2Client, config);
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
