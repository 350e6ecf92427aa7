import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Exfiltration:EC2/TrafficMirrored',
  own: true,
  title: 'The packets of a machine are copied elsewhere',
  why: 'A mirror shows somebody all that a machine sends and gets, passwords and data that is not encrypted among it.',
  asks: 'Was a session made that mirrors the traffic of a network interface?',
  attack: ['T1040', 'T1020.001'],
  signals: [
    {
      means: 'traffic is mirrored',
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
  blindTo: ['Whose the target is: the request names no account.', 'Sessions that are pointed to another target.'],
  falsePositives: ['Sensors that look for intruders: name their role in `known` for security.'],
  respond: [
    'Ask whoever owns the network where the mirror leads.',
    'If nobody knows, delete the session, and change what passed in the clear.',
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
      'CloudFormation sets up a sensor': () => mirror(BY_CLOUDFORMATION),
      'only a target is made': () => called('ec2', 'CreateTrafficMirrorTarget', { networkInterfaceId: 'eni-0123' }),
      'a sensor that is known': () => ({
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
