import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { aboutInstance } from '../kits/instance.ts';
import { addressMatches, addressOn, listNames } from '../kits/lists.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Backdoor:EC2/C&CActivity.B',
  title: 'An instance is talking to a command and control server',
  why: 'An instance that calls a command and control server takes orders from somebody else.',
  asks: 'Did an instance begin a conversation with an address on a list of command and control servers?',
  severity: 'High',
  attack: ['T1071'],
  needs: ['command-and-control'],

  from: vpcFlow('ACCEPT'),
  where: {
    direction: (direction) => direction === 'egress',
    // An answer to a listed address that knocks is not the instance calling home.
    initiator: (initiator) => initiator !== 'remote',
    remote: addressOn('command-and-control'),
  },
  about: (record) => aboutInstance(record, 'ACTOR'),
  tally: (t) => ({
    servers: t.sample((record) => record.remote),
    ports: t.distinct((record) => record.remotePort),
    bytes: t.sum((record) => record.bytes),
  }),

  explain: ({ subject, count, tallies }, look) => {
    const lists = listNames(addressMatches(tallies.servers, 'command-and-control', look));
    return `${subject.resource.id} sent ${counted(tallies.bytes, 'byte')} in ${counted(count, 'flow')} to ${enumerated(tallies.servers)}, ${tallies.ports.size === 1 ? 'port' : 'ports'} ${enumerated(tallies.ports.values)}, known as command and control by the ${lists}.`;
  },
  lists: ({ tallies }, look) => addressMatches(tallies.servers, 'command-and-control', look),
  asff: 'TTPs/Command and Control/Backdoor:EC2-C&CActivity.B',
  blindTo: [
    'Servers that are not on a list, or were not at the time.',
    'Servers behind addresses that others share, such as content delivery networks: lists leave them out.',
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
      'the call was rejected': () => listed([{ action: 'REJECT' }]),
      'a server on no list': () => listed([{ dstaddr: '203.0.113.67' }]),
    },
  },
});

const LISTS = { 'command-and-control': ['203.0.113.66', '2001:db8:66::/48'] };

function listed(flows: readonly FlowExample[]) {
  const records = flows.map((fields) => flowV5({ dstaddr: '203.0.113.66', dstport: 6667, ...fields }));
  return { header: FLOW_V5_HEADER, records, lists: LISTS };
}
