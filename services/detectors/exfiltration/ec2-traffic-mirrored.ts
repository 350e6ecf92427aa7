import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Exfiltration:EC2/TrafficMirrored',
  own: true,
  title: 'The traffic of a network interface is being mirrored',
  why: 'A traffic mirror copies everything that an instance sends and receives, including unencrypted passwords and data.',
  asks: 'Was a session created that mirrors the traffic of a network interface?',
  attack: ['T1040', 'T1020.001'],
  signals: [
    {
      means: 'a traffic mirror session was created',
      severity: 'Medium',
      service: 'ec2',
      calls: ['CreateTrafficMirrorSession'],
      did: (_, record) =>
        `mirrored the traffic of ${String(ec2Parameter(record, 'networkInterfaceId') ?? 'an interface')} to ${String(ec2Parameter(record, 'trafficMirrorTargetId') ?? 'a target that is not named')}`,
      deployed: true,
      unless: 'security',
    },
  ],
  about: (record) => aboutChanged(ec2Parameter(record, 'networkInterfaceId') ?? '(not named)', record),

  asff: 'Effects/Data Exfiltration/Exfiltration:EC2-TrafficMirrored',
  blindTo: ['Who owns the target: the request names no account.', 'Sessions that are redirected to another target.'],
  falsePositives: ['Network intrusion detection: add its role to `known` as `security`.'],
  respond: [
    'Ask the owner of the network where the mirrored traffic goes.',
    'If nobody knows, delete the session, and change the credentials that were sent unencrypted.',
  ],
  references: [
    {
      title: 'What is Traffic Mirroring?',
      url: 'https://docs.aws.amazon.com/vpc/latest/mirroring/what-is-traffic-mirroring.html',
    },
  ],
  examples: {
    fires: {
      'by a user': () => mirror(),
      'by a role': () => mirror({ userIdentity: roleSession() }),
    },
    quiet: {
      'it was refused': () => mirror(REFUSED),
      'CloudFormation sets up an intrusion detection sensor': () => mirror(BY_CLOUDFORMATION),
      'only a target is created': () => called('ec2', 'CreateTrafficMirrorTarget', { networkInterfaceId: 'eni-0123' }),
      'a known intrusion detection sensor': () => ({
        ...mirror({ userIdentity: roleSession('s', 'sensor') }),
        known: [{ who: 'arn:aws:iam::*:role/sensor', purposes: ['security'], because: 'Our sensor.' }],
      }),
    },
  },
});

function mirror(overrides = {}) {
  const CreateTrafficMirrorSessionRequest = { NetworkInterfaceId: 'eni-0123', TrafficMirrorTargetId: 'tmt-0123' };
  return called('ec2', 'CreateTrafficMirrorSession', { CreateTrafficMirrorSessionRequest }, overrides);
}
