import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { isTrue } from '../kits/api-call.ts';
import { attributeGiven } from '../kits/instance-attribute.ts';
import { listed, listedTexts, member } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';
import { enumerated } from '../kits/wording.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';

export default defineSignals({
  type: 'DefenseImpairment:EC2/DisableOrModifyTools',
  title: 'Flow logs were deleted, or an instance was protected against termination',
  why: 'Without flow logs nobody sees where machines talk to; a protected machine of an intruder cannot be stopped in haste.',
  asks: 'Were VPC flow logs deleted, or was termination protection switched on for an instance?',
  attack: ['T1562.008', 'T1562.001'],
  signals: [
    {
      means: 'flow logs were deleted',
      severity: 'High',
      service: 'ec2',
      calls: ['DeleteFlowLogs'],
      did: (parameters, record) => deletedFlowLogs(parameters, record),
      deployed: true,
    },
    {
      means: 'termination protection was switched on',
      severity: 'Low',
      service: 'ec2',
      calls: ['ModifyInstanceAttribute'],
      did: (parameters) =>
        isTrue(attributeGiven(parameters, 'disableApiTermination'))
          ? `protected ${String(parameters['instanceId'] ?? 'an instance')} against termination`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,

  asff: 'TTPs/Defense Evasion/DefenseImpairment:EC2-DisableOrModifyTools',
  blindTo: [
    'Flow logs whose bucket, log group or role is taken away: they stay, and deliver nothing.',
    'Instances that are protected from their start.',
    'Whether another flow log of the same network remains.',
  ],
  falsePositives: [
    'Flow logs that are replaced, for one cannot be changed, and those of a network that is taken down.',
    'Protection of machines that matter, as good practice asks for.',
  ],
  respond: [
    'Ask the caller whether the network was to lose its flow logs; create them again if not.',
    'Of protected instances, ask whether anybody knows them: miners are protected so.',
    'Look at what else the credentials did before and after.',
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
      'several, by a person': () => called('ec2', 'DeleteFlowLogs', FLOW_LOGS, { userIdentity: identityCenterUser() }),
      'an instance is protected': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, disableApiTermination: { value: true } }),
      'by the form that names the attribute': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, attribute: 'disableApiTermination', value: 'true' }),
    },
    quiet: {
      'it was refused': () => called('ec2', 'DeleteFlowLogs', FLOW_LOG, REFUSED),
      'there was no such flow log': () =>
        called('ec2', 'DeleteFlowLogs', FLOW_LOG, {
          responseElements: {
            DeleteFlowLogsResponse: {
              unsuccessful: {
                item: { resourceId: 'fl-0123456789abcdef0', error: { code: 'InvalidFlowLogId.NotFound' } },
              },
            },
          },
        }),
      'a stack is taken down': () => called('ec2', 'DeleteFlowLogs', FLOW_LOG, BY_CLOUDFORMATION),
      'the protection is taken away': () =>
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

/** The call succeeds even if it deletes nothing: the answer names what was not deleted ("DeleteFlowLogs"). */
function deletedFlowLogs(parameters: Parameters, { responseElements }: CloudTrailRecord): string | undefined {
  const asked = listed(member(parameters, 'DeleteFlowLogsRequest', 'FlowLogId') ?? parameters['flowLogIds']);
  const kept = listed(member(responseElements, 'DeleteFlowLogsResponse', 'unsuccessful'));
  if (kept.length > 0 && kept.length >= asked.length) return undefined;
  const ids = listedTexts(asked.map((id) => member(id, 'content') ?? id));
  return ids.length === 0 ? 'deleted flow logs' : `deleted flow log ${enumerated(ids)}`;
}
