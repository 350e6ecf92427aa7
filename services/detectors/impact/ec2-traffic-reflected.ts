import { counted, number } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isPublic } from '../kits/flow-conditions.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { isUdp } from '../kits/unheard.ts';
import { enumerated } from '../kits/wording.ts';

/**
 * Services that answer a small datagram with a large one. They send it to the address in the datagram, which may be
 * forged.
 */
const SERVICES: ReadonlyMap<number, string> = new Map([
  [17, 'QOTD'],
  [19, 'CHARGEN'],
  [69, 'TFTP'],
  [111, 'portmapper'],
  [123, 'NTP'],
  [137, 'NetBIOS'],
  [161, 'SNMP'],
  [389, 'CLDAP'],
  [1900, 'SSDP'],
  [3283, 'Apple Remote Desktop'],
  [3702, 'WS-Discovery'],
  [5353, 'mDNS'],
  [5683, 'CoAP'],
  [11211, 'memcached'],
]);

/** What the examples use. It is not derived from the table above, so that a row that goes missing there is noticed. */
const SERVED = [17, 19, 69, 111, 137, 161, 389, 1900, 3283, 3702, 5353, 5683, 11211];

export default defineDetector({
  type: 'Impact:EC2/TrafficReflected',
  own: true,
  title: 'An instance is being used in a reflection attack',
  why: 'Attackers send requests with the forged address of a victim, and the instance sends the victim answers many times as large. You pay for the traffic, and your addresses get blocked.',
  asks: 'Did a service of an instance send a public host many times more data than it received in requests, and a large amount of it within minutes?',
  severity: 'Medium',
  attack: ['T1498.002'],
  settings: {
    factor: {
      default: 8,
      because: 'NTP answers are as large as the requests; reflection attacks amplify 10 to 50,000 times.',
    },
    megabytes: {
      default: 5,
      because: 'Within five minutes: a monitor that reads everything from a router by SNMP gets a few.',
    },
  },

  from: vpcFlow('ACCEPT'),
  where: {
    ...INSTANCE.where,
    protocol: (protocol) => protocol !== undefined && isUdp(protocol),
    localPort: (port) => port !== undefined && SERVICES.has(port),
    direction: goesOut,
    initiator: (initiator) => initiator !== 'local',
    remote: isPublic,
  },
  and: (record, { settings }) => isMore(record, settings.factor),
  about: (record) => aboutInstance(record, 'TARGET', record.remote),
  by: [...INSTANCE_FIELDS, 'remote'],
  within: minutes(5),
  tally: (t) => ({
    sent: t.sum((record) => record.bytes / partsOf(record)),
    services: t.distinct((record) => SERVICES.get(record.localPort)),
  }),
  having: ({ tallies: { sent } }, { settings }) => sent >= settings.megabytes * 1_000_000,

  explain: ({ subject, remotes, tallies: { sent, services } }, { settings }) =>
    `${subject.resource.id} sent ${enumerated(remotes.values, 3)} ${counted(Math.round(sent / 1_000_000), 'megabyte')} by ${enumerated(services.values)}, ${number(settings.factor)} times or more the size of the requests.`,
  asff: 'Effects/Impact:EC2-TrafficReflected',
  blindTo: [
    'DNS servers: even their ordinary answers are many times as large as the requests.',
    'Answers whose requests are in another object, or in another part of a large one.',
    'Many victims that each receive little.',
  ],
  falsePositives: ['An outside client that uses one of these services and reads a large amount.'],
  respond: [
    'Close the port to the Internet in the security group; none of these services is meant for strangers.',
    'If the service has to be public, limit its answers (NTP: no monlist; memcached: no UDP).',
    'The address that receives the traffic is the victim, not the attacker: do not block or report it.',
  ],
  references: [
    {
      title: 'UDP-Based Amplification Attacks',
      url: 'https://www.cisa.gov/news-events/alerts/2014/01/17/udp-based-amplification-attacks',
    },
  ],
  examples: {
    fires: {
      'NTP requests that return a list of 600 clients': () => told(MONLIST),
      'in the default format, by memcached': () => ({
        records: asked(11211, 15_000, 9_000_000).map((fields) => flow(fields)),
      }),
      'by each of these services, just as much and as many times more as it takes': () =>
        told(SERVED.flatMap((port, n) => asked(port, 625_000, 5_000_000, { srcaddr: `203.0.113.${100 + n}` }))),
      'from many ports of the victim': () =>
        told(Array.from({ length: 40 }, (_, i) => asked(389, 3000, 200_000, { srcport: 40_000 + i })).flat()),
    },
    quiet: {
      'ordinary NTP answers': () => told(asked(123, 20_000_000, 20_000_000)),
      'a monitor that reads from a router': () => told(asked(161, 300_000, 4_000_000)),
      'a byte too few': () => told(asked(123, 600_000, 4_999_999)),
      'a byte too few for what was asked': () => told(asked(123, 625_001, 5_000_000)),
      'a DNS server': () => told(asked(53, 300_000, 14_000_000)),
      'the instance makes the requests and receives the data': () =>
        told(
          asked(123, 30_000, 14_000_000, { srcaddr: '10.0.0.10', dstaddr: '203.0.113.9', flow_direction: 'egress' }),
        ),
      'a neighbour in the VPC makes the requests': () => told(asked(161, 30_000, 14_000_000, { srcaddr: '10.0.3.4' })),
      'many hosts, a little each': () =>
        told(Array.from({ length: 100 }, (_, i) => asked(123, 300, 140_000, { srcaddr: `203.0.113.${i}` })).flat()),
      'over TCP': () => told(asked(11211, 15_000, 9_000_000, { protocol: 6 })),
      'an hour of it in one record, which is little': () =>
        told(MONLIST.map((fields) => ({ ...fields, end: START + 3600 }))),
    },
  },
});

function isMore({ bytes, answer }: VpcFlowRecord, factor: number): boolean {
  return answer !== undefined && bytes >= answer * factor;
}

/** How many windows the record covers: its bytes are spread evenly over them. */
function partsOf({ start, end }: VpcFlowRecord): number {
  return Math.max(1, (end - start) / 300);
}

/** The boundary of a window, in seconds since the epoch. */
const START = 1772445600;

/** What is asked at a port, by a stranger unless `question` says otherwise, and the answers; in bytes. */
function asked(port: number, bytes: number, sent: number, question: FlowExample = {}): readonly FlowExample[] {
  const asks = {
    protocol: 17,
    srcaddr: '203.0.113.9',
    dstaddr: '10.0.0.10',
    srcport: 40_000,
    dstport: port,
    packets: Math.ceil(bytes / 60),
    bytes,
    start: START,
    end: START + 60,
    tcp_flags: 0,
    flow_direction: 'ingress',
    ...question,
  };
  const { srcaddr, dstaddr, srcport, dstport, flow_direction } = asks;
  const back = { srcaddr: dstaddr, dstaddr: srcaddr, srcport: dstport, dstport: srcport };
  const goes = flow_direction === 'ingress' ? 'egress' : 'ingress';
  return [asks, { ...asks, ...back, packets: Math.ceil(sent / 480), bytes: sent, flow_direction: goes }];
}

const MONLIST = asked(123, 30_000, 14_000_000);

function told(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}
