import { counted, number } from '#services/model/numbers.ts';
import { isPublicAddress } from '#services/model/address.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { mayBeOurs } from '../kits/initiator.ts';
import { fewPackets, isProbe, SYN, TCP } from '../kits/probe.ts';
import { ends } from '../kits/wording.ts';

export default defineDetector({
  type: 'Backdoor:EC2/DenialOfService.Tcp',
  title: 'An instance is flooding a host with TCP connections',
  why: 'A flood is thousands of beginnings without a conversation: a client that is busy talks, and one that fails gives up or waits.',
  asks: 'Did an instance begin TCP connections to one port of a public host by the thousand, without a conversation on any of them?',
  severity: 'High',
  attack: ['T1498.001'],
  settings: {
    attemptsPerMinute: {
      default: 1000,
      because:
        'A client that retries without a pause against a closed port, one attempt per round trip on one thread, stays below.',
    },
  },

  from: vpcFlow('ACCEPT'),
  where: {
    ...INSTANCE.where,
    packets: fewPackets,
    direction: (direction) => direction === 'egress',
    initiator: mayBeOurs,
    protocol: (protocol) => protocol === TCP,
    remote: (address) => address !== undefined && isPublicAddress(address),
  },
  and: isProbe,
  // By port as well, for a thousand attempts at a thousand ports are a scan.
  about: (record) => aboutInstance(record, 'ACTOR', `${record.remote} port ${record.remotePort}`),
  by: [...INSTANCE_FIELDS, 'remote', 'remotePort'],
  within: minutes(1),
  tally: (t) => ({ packets: t.sum((record) => record.packets) }),
  having: ({ count }, { settings }) => count >= settings.attemptsPerMinute,

  explain: ({ subject, remotes, count, tallies }, { settings }) =>
    `${subject.resource.id} made ${counted(count, 'TCP attempt')} at ${ends(remotes)}, ${number(settings.attemptsPerMinute)} or more within a minute, with ${counted(tallies.packets, 'packet')} and nothing said.`,
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.Tcp',
  blindTo: [
    'Floods through few connections: their records look like the acknowledgements of a large download.',
    'Floods that stay below a thousand attempts a minute at each target and port, and floods of private addresses.',
    'Forged source addresses, which AWS drops before they reach a flow log.',
  ],
  falsePositives: ['Load tests against a public address of your own.'],
  respond: [
    'Isolate the instance: it harms others, and AWS will hear of it.',
    'Keep its memory and disk for analysis, and look for the commands it got (Backdoor:EC2/C&CActivity).',
    'If it is a load test, agree on it with the target, and suppress the finding for the instance.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'a thousand attempts within a minute': () => v5(attempts(1000)),
      'from one and the same port': () =>
        v5(attempts(1000).map((fields) => ({ ...fields, srcport: 65279, tcp_flags: 0 }))),
    },
    quiet: {
      'nine hundred and ninety-nine': () => v5(attempts(999)),
      'a busy client of a web site': () =>
        v5(attempts(1200).map((fields) => ({ ...fields, packets: 9, bytes: 1400, tcp_flags: 3 }))),
      'a thousand ports, which is a scan': () => v5(attempts(1000).map((fields, i) => ({ ...fields, dstport: 1 + i }))),
      'a thousand hosts': () =>
        v5(attempts(1000).map((fields, i) => ({ ...fields, dstaddr: `203.0.${112 + (i % 4)}.${i >> 2}` }))),
      'a neighbour in the VPC': () => v5(attempts(1200).map((fields) => ({ ...fields, dstaddr: '10.0.3.4' }))),
      'the replies of a service that is flooded': () =>
        v5(attempts(1200).map((fields) => ({ ...fields, srcport: 443, dstport: fields.srcport, tcp_flags: 18 }))),
      'acknowledgements of a large download': () =>
        v5(attempts(20).map((fields) => ({ ...fields, packets: 90_000, bytes: 4_680_000, tcp_flags: 0 }))),
    },
  },
});

/** On the boundary of a window. */
const START = 1772445600;

function attempts(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    srcport: 1025 + i,
    dstport: 80,
    packets: 1,
    bytes: 40,
    tcp_flags: SYN,
    start: START + (i % 60),
  }));
}

function v5(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}
