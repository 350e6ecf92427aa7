import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { aboutInstance } from '../kits/instance.ts';
import { addressOn, endMatches, endOf, endOn, listNames } from '../kits/lists.ts';
import { mayBeOurs } from '../kits/initiator.ts';
import { isProbe, TCP } from '../kits/probe.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Backdoor:EC2/C&CActivity.B',
  title: 'An instance is talking to a command and control server',
  why: 'An instance that calls a command and control server takes orders from somebody else.',
  asks: 'Did an instance begin a conversation with an address on a list of command and control servers?',
  attack: ['T1071'],
  needs: ['command-and-control'],

  from: vpcFlow('ACCEPT'),
  where: {
    direction: (direction) => direction === 'egress',
    // An answer to a listed address that knocks is not the instance calling home, nor is what may be one.
    initiator: mayBeOurs,
    remote: addressOn('command-and-control'),
  },
  // Privileged ports are seldom a client's.
  and: (record, look) =>
    isListedEnd(record, look) && (record.remotePort < 1024 || record.answer === undefined || !isWeak(record)),
  about: (record) => aboutInstance(record, 'ACTOR'),
  tally: (t) => ({
    servers: t.sample((record) => record.remote),
    ends: t.sample(endOf),
    ports: t.distinct((record) => record.remotePort),
    bytes: t.sum((record) => record.bytes),
    calls: t.count((record) => record.initiator === 'local' && !isWeak(record)),
  }),
  severity: {
    when: {
      High: 'the log proves that the instance began',
      Medium: 'that the instance began is only likely',
    },
    of: ({ tallies }) => (tallies.calls > 0 ? 'High' : 'Medium'),
  },

  explain: ({ subject, count, tallies }, look) => {
    const lists = listNames(endMatches(tallies.ends, 'command-and-control', look));
    return `${subject.resource.id} sent ${counted(tallies.bytes, 'byte')} in ${counted(count, 'flow')} to ${enumerated(tallies.servers)}, ${tallies.ports.size === 1 ? 'port' : 'ports'} ${enumerated(tallies.ports.values)}, known as command and control by the ${lists}.${tallies.calls > 0 ? '' : ' That the instance began is likely, but the log does not prove it.'}`;
  },
  lists: ({ tallies }, look) => endMatches(tallies.ends, 'command-and-control', look),
  asff: 'TTPs/Command and Control/Backdoor:EC2-C&CActivity.B',
  blindTo: [
    'Servers that are not on a list, or were not at the time.',
    'Servers behind addresses that others share, such as content delivery networks: lists leave them out.',
    'Conversations of which the log does not tell who began: a few packets each way on ports from 1024 on, protocols without ports (GRE, ESP, a ping that is answered within the same second), or two name servers that both use port 53.',
    'Without tcp-flags in the format: servers on ports above the client’s.',
  ],
  falsePositives: [
    'Instances that research malware, or that send what they see to a sinkhole.',
    'An address that was given to somebody else since the list was made: load a fresh list.',
  ],
  respond: [
    'Read in the list what the server is known for.',
    'Isolate the instance, and keep its memory and disk for analysis.',
    'Look for other instances that talk to the same address, and for what this one was told to do.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'an instance calls a listed server': () => listed([{}]),
      'in the default format': () => ({ records: [flow({ dstaddr: '203.0.113.66', dstport: 6667 })], lists: LISTS }),
      'it pings a listed server that is silent': () => listed([{ ...went(0, 0), protocol: 1 }]),
      'on ports that nobody knows, so that it is only likely': () => ({
        records: [flow({ ...came(4444, 50000) }), flow({ ...went(50000, 4444) })],
        lists: LISTS,
      }),
      'at the port that the list names': () => ({
        ...listed([{}]),
        lists: { 'command-and-control': ['203.0.113.66:6667'] },
      }),
      'through a gateway, where only its interface is logged': () =>
        listed([{ srcaddr: '10.0.2.2', pkt_srcaddr: '10.0.0.10', instance_id: '-' }]),
      'over IPv6': () => listed([{ srcaddr: '2001:db8::10', dstaddr: '2001:db8:66::1' }]),
    },
    quiet: {
      'a listed address knocks and is answered': () =>
        listed([
          {
            srcaddr: '203.0.113.66',
            dstaddr: '10.0.0.10',
            srcport: 40000,
            dstport: 22,
            tcp_flags: 2,
            flow_direction: 'ingress',
          },
          { srcport: 22, dstport: 40000, tcp_flags: 18 },
        ]),
      'a listed address pings and is answered': () => listed(pinged),
      'it sends a datagram to a service of ours, and is answered': () =>
        listed([
          { ...came(2048, 45000), protocol: 17, packets: 1, bytes: 60 },
          { ...went(45000, 2048), protocol: 17, packets: 1, bytes: 60 },
        ]),
      'its datagram comes from a port that is known for a service': () =>
        listed([
          { ...came(8080, 45000), protocol: 17, packets: 1, bytes: 60 },
          { ...went(45000, 8080), protocol: 17, packets: 1, bytes: 60 },
        ]),
      'its SYN is refused': () =>
        listed([
          { ...came(2048, 50051), packets: 1, bytes: 44, tcp_flags: 2 },
          { ...went(50051, 2048), packets: 1, bytes: 40, tcp_flags: 4 },
        ]),
      'its connection from a known port, of which the opening is in the same object': () =>
        listed([
          { ...came(443, 50051), tcp_flags: 2 },
          { ...went(50051, 443), tcp_flags: 0 },
        ]),
      'a closed port of ours is reported by ICMP': () =>
        listed([
          { ...came(40000, 5000), protocol: 17, packets: 1, bytes: 60 },
          { ...went(0, 0), protocol: 1, packets: 1, bytes: 88 },
        ]),
      'a tunnel without ports': () =>
        listed([
          { ...came(0, 0), protocol: 47 },
          { ...went(0, 0), protocol: 47 },
        ]),
      'the call was rejected': () => listed([{ action: 'REJECT' }]),
      'another port of an address than the list names': () => ({
        ...listed([{ dstport: 443 }]),
        lists: { 'command-and-control': ['203.0.113.66:6667', '203.0.113.66:8080'] },
      }),
      'a server on no list': () => listed([{ dstaddr: '203.0.113.67' }]),
    },
  },
});

/**
 * Whether all that speaks for the instance is the other port, in a few packets each way: it may be a client's that happens
 * to be known for something, or chosen to look like a service's. Where only a part of the object is seen, the packets that
 * came first may be in another.
 */
function isWeak(record: VpcFlowRecord): boolean {
  const { protocol, tcp_flags } = record;
  return (
    (protocol !== TCP || tcp_flags === undefined) && isProbe(record) && (record.answer !== undefined || !record.isWhole)
  );
}

/** From the listed server to the instance. */
function came(srcport: number, dstport: number): FlowExample {
  return { srcaddr: '203.0.113.66', dstaddr: '10.0.0.10', srcport, dstport, flow_direction: 'ingress' };
}

function went(srcport: number, dstport: number): FlowExample {
  return { srcaddr: '10.0.0.10', dstaddr: '203.0.113.66', srcport, dstport };
}

const pinged: readonly FlowExample[] = [
  { ...came(0, 0), protocol: 1, packets: 1, bytes: 84 },
  { ...went(0, 0), protocol: 1, packets: 1, bytes: 84 },
];

const isListedEnd = endOn('command-and-control');

const LISTS = { 'command-and-control': ['203.0.113.66', '2001:db8:66::/48'] };

function listed(flows: readonly FlowExample[]) {
  const records = flows.map((fields) => flowV5({ dstaddr: '203.0.113.66', dstport: 6667, ...fields }));
  return { header: FLOW_V5_HEADER, records, lists: LISTS };
}
