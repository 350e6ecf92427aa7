import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { deletedFlowLogs } from '../kits/disabled-logs.ts';
import { attributeGiven } from '../kits/instance-attribute.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import { enumerated } from '../kits/wording.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';

export default defineSignals({
  type: 'DefenseImpairment:EC2/DisableOrModifyTools',
  title: 'Flow logs were deleted, or termination protection was enabled',
  why: 'Without flow logs nobody sees where instances connect to; termination protection keeps an attacker’s instance from being stopped quickly.',
  asks: 'Were VPC flow logs deleted, or was termination protection enabled for an instance?',
  attack: ['T1562.008', 'T1562.001'],
  signals: [
    {
      means: 'flow logs were deleted',
      severity: 'High',
      service: 'ec2',
      calls: ['DeleteFlowLogs'],
      did: deleted,
      deployed: true,
    },
    {
      means: 'termination protection was enabled',
      severity: 'Low',
      service: 'ec2',
      calls: ['ModifyInstanceAttribute'],
      did: (parameters) =>
        isTrue(attributeGiven(parameters, 'disableApiTermination'))
          ? `enabled termination protection for ${String(parameters['instanceId'] ?? 'an instance')}`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:EC2-DisableOrModifyTools',
  blindTo: [
    'Flow logs whose bucket, log group or role is removed: they remain, and deliver nothing.',
    'Instances that are protected from their launch.',
    'Whether another flow log of the same network remains.',
  ],
  falsePositives: [
    'Flow logs that are replaced, since they cannot be changed, and flow logs of a network that is deleted.',
    'Protection of important instances, as best practice recommends.',
  ],
  respond: [
    'Ask the caller whether the flow logs were meant to be deleted; if not, create them again.',
    'Ask whether anybody knows the protected instances: miners protect theirs this way.',
    'Review what else the credentials did before and after.',
  ],
  references: [
    {
      title: 'Logging IP traffic using VPC Flow Logs',
      url: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html',
    },
    {
      title: 'Change instance termination protection',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html',
    },
  ],
  examples: {
    fires: {
      'a flow log is deleted': () => called('ec2', 'DeleteFlowLogs', FLOW_LOG),
      'several flow logs, by a person': () =>
        called('ec2', 'DeleteFlowLogs', FLOW_LOGS, { userIdentity: identityCenterUser() }),
      'an instance is protected': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, disableApiTermination: { value: true } }),
      'the form of the call that names the attribute': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, attribute: 'disableApiTermination', value: 'true' }),
    },
    quiet: {
      'it was refused': () => called('ec2', 'DeleteFlowLogs', FLOW_LOG, REFUSED),
      'the flow log did not exist': () =>
        called('ec2', 'DeleteFlowLogs', FLOW_LOG, {
          responseElements: {
            DeleteFlowLogsResponse: {
              unsuccessful: {
                item: { resourceId: 'fl-0123456789abcdef0', error: { code: 'InvalidFlowLogId.NotFound' } },
              },
            },
          },
        }),
      'a stack is deleted': () => called('ec2', 'DeleteFlowLogs', FLOW_LOG, BY_CLOUDFORMATION),
      'termination protection is disabled': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, disableApiTermination: { value: false } }),
      'another attribute is changed': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, instanceType: { value: 't3.large' } }),
    },
  },
});

const INSTANCE = { instanceId: 'i-0123456789abcdef0' };
const FLOW_LOG = { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: 'fl-0123456789abcdef0' } } };
const FLOW_LOGS = {
  DeleteFlowLogsRequest: {
    FlowLogId: [
      { tag: 1, content: 'fl-0123456789abcdef0' },
      { tag: 2, content: 'fl-0123456789abcdef1' },
    ],
  },
};

function deleted(parameters: Parameters, record: CloudTrailRecord): string | undefined {
  const ids = deletedFlowLogs(parameters, record);
  if (ids === undefined) return undefined;
  return ids.length === 0 ? 'deleted flow logs' : `deleted flow log ${enumerated(ids)}`;
}
