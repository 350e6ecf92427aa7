import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isPublic } from '../kits/flow-conditions.ts';
import { mayBeOurs } from '../kits/initiator.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { begins, EPHEMERAL_MIN, emptyPackets, fewPackets, isProbe, metNothing, SYN, TCP, UDP } from '../kits/probe.ts';
import { EC2_TYPES } from '../kits/references.ts';
import { ends } from '../kits/wording.ts';

export default defineDetector({
  type: 'Impact:EC2/PortSweep',
  title: 'An instance is scanning one port on hosts across the Internet',
  why: 'Worms and attack tools probe one port of many addresses, most of which have no service there.',
  asks: 'Did an instance probe one port of a hundred public hosts within ten minutes, without a conversation?',
  severity: 'High',
  attack: ['T1046', 'T1595.001'],
  settings: {
    hosts: {
      default: 100,
      because:
        'Clients connect to hosts that exist; a peer-to-peer program or a monitor misses a few dozen in ten minutes.',
    },
  },

  from: vpcFlow(),
  where: {
    ...INSTANCE.where,
    packets: fewPackets,
    packetSize: emptyPackets,
    direction: goesOut,
    initiator: mayBeOurs,
    protocol: (protocol) => protocol === TCP || protocol === UDP,
    remotePort: (port) => port !== undefined && port > 0 && port < EPHEMERAL_MIN,
    remote: isPublic,
  },
  and: (record) => isProbe(record) && begins(record) && isMiss(record),
  about: (record) => aboutInstance(record, 'ACTOR', `port ${record.remotePort}`),
  by: [...INSTANCE_FIELDS, 'remotePort'],
  within: minutes(10),
  tally: (t) => ({
    hosts: t.distinct((record) => record.remote),
  }),
  having: ({ tallies: { hosts } }, { settings }) => hosts.size >= settings.hosts,

  explain: ({ subject, remotes, tallies: { hosts } }, { settings }) =>
    `${subject.resource.id} probed ${ends(remotes, 'port')} of ${hosts.exact ? '' : 'about '}${counted(hosts.size, 'public host')}, ${settings.hosts} or more within ten minutes, and had a conversation with none of them.`,
  asff: 'TTPs/Impact/Impact:EC2-PortSweep',
  blindTo: [
    'Scans slower than a hundred hosts in ten minutes, and scans of private addresses (LateralMovement:EC2/InternalSweep).',
    'Ports from 32768 on, which clients use.',
    'Hosts that answer, on ports where crawlers, mail servers and resolvers contact many hosts.',
    'Tools that wait long for a silent host, and so send it more than three SYN packets.',
    'UDP scans of ports 53, 123, 443 and 3478, where resolvers, time servers, browsers and calls go unanswered every day.',
    'Objects of more than 65,536 records, where the log format lacks tcp-flags or the scan uses UDP.',
  ],
  falsePositives: [
    'Authorized research and inventories that scan the Internet.',
    'Peer-to-peer programs that look for peers who left, where these share a port.',
  ],
  respond: [
    'Ask whether the instance is meant to scan the Internet; if so, suppress the finding for it.',
    'If not, isolate the instance: somebody else controls it, and AWS will receive complaints.',
    'Find out how the intruder came in: often through the same port that it scans for.',
  ],
  references: [EC2_TYPES],
  examples: {
    fires: {
      'a hundred silent hosts': () => v5(sweep(100)),
      'hosts that refuse, and a few that answer': () =>
        v5(
          sweep(150).flatMap((knock, i) => [
            { ...knock, ...(i % 50 === 0 ? { packets: 2, bytes: 80, tcp_flags: 6 } : {}) },
            ...(i % 3 === 0 ? [back(knock, i % 50 === 0 ? 18 : 4)] : []),
          ]),
        ),
      'in the default format': () => ({ records: sweep(100).map((knock) => flow(knock)) }),
      'over IPv6': () => v5(sweep(100).map((knock, i) => ({ ...knock, ...IPV6, dstaddr: `2001:db8:66::${i + 1}` }))),
      'a web port where nothing listens': () => v5(sweep(100).map((knock) => ({ ...knock, dstport: 443 }))),
      'by UDP': () => v5(sweep(100).map((knock) => ({ ...knock, protocol: UDP, dstport: 161, tcp_flags: 0 }))),
      'refused by a security group of ours': () => v5(sweep(100).map((knock) => ({ ...knock, action: 'REJECT' }))),
      'through a gateway of which only the interface is logged': () =>
        v5(sweep(100).map((knock) => ({ ...knock, srcaddr: '10.0.2.2', pkt_srcaddr: '10.0.0.10', instance_id: '-' }))),
    },
    quiet: {
      'ninety-nine hosts': () => v5(sweep(99)),
      'a hundred hosts in twenty minutes': () =>
        v5(sweep(100).map((knock, i) => ({ ...knock, start: START + i * 12 }))),
      'a hundred ports of one host': () =>
        v5(sweep(100).map((knock, i) => ({ ...knock, dstaddr: '203.0.113.9', dstport: 1 + i }))),
      'a crawler that gets answers': () =>
        v5(
          sweep(300).flatMap((knock) => {
            const asked = { ...knock, dstport: 443, packets: 14, bytes: 2600, tcp_flags: 3 };
            return [asked, { ...back(asked, 19), packets: 30, bytes: 38_000 }];
          }),
        ),
      'a crawler that is refused, or waits for hosts that are gone': () =>
        v5(
          sweep(400).flatMap((knock, i) =>
            i % 2 === 0
              ? [{ ...knock, dstport: 443, packets: 4, bytes: 240 }]
              : [{ ...knock, dstport: 443 }, back({ ...knock, dstport: 443 }, 4)],
          ),
        ),
      'a pool of time servers, and a resolver': () =>
        v5(sweep(300).map((knock, i) => ({ ...knock, protocol: UDP, dstport: i % 2 === 0 ? 123 : 53, tcp_flags: 0 }))),
      'a check of many hosts that do have the service': () =>
        v5(sweep(300).map((knock) => ({ ...knock, packets: 3, bytes: 164, tcp_flags: 3 }))),
      'connections that are kept alive': () => v5(sweep(300).map((knock) => ({ ...knock, tcp_flags: 0 }))),
      'refusals of probes that come to us': () =>
        v5(sweep(300).map((knock, i) => ({ ...knock, srcport: 445, dstport: 2000 + i, tcp_flags: 4 }))),
      'answers of a service to many clients': () =>
        v5(sweep(300).map((knock) => ({ ...knock, srcport: 443, dstport: 20_000, tcp_flags: 18 }))),
      neighbours: () => v5(sweep(300).map((knock, i) => ({ ...knock, dstaddr: `10.0.${i >> 7}.${i & 127}` }))),
    },
  },
});

/** Ports on which ordinary programs contact many hosts, some of them gone. */
const ASKED_BY_MANY = new Set([25, 53, 80, 443]);
/** UDP ports on which unanswered datagrams are an everyday event. */
const UNHEARD_BY_MANY = new Set([53, 123, 443, 3478]);

/**
 * Whether the attempt searches for hosts instead of calling a known one. On ports where many hosts are contacted, only
 * silence counts, and only if the sender does not wait: a client sends its SYN a third time after three seconds.
 */
function isMiss(record: VpcFlowRecord): boolean {
  const { protocol, remotePort, tcp_flags, packets } = record;
  if (protocol === UDP) return !UNHEARD_BY_MANY.has(remotePort) && metNothing(record);
  if (ASKED_BY_MANY.has(remotePort)) return packets <= 2 && metNothing(record) && record.answer === undefined;
  return tcp_flags !== undefined || metNothing(record);
}

/** On the boundary of a window. */
const START = 1772445600;
const IPV6 = { srcaddr: '2001:db8::10', bytes: 60 };

function sweep(count: number): readonly FlowExample[] {
  return Array.from({ length: count }, (_, i) => ({
    dstaddr: `198.51.${100 + (i >> 7)}.${1 + (i & 127)}`,
    srcport: 40_000 + i,
    dstport: 445,
    packets: 1,
    bytes: 40,
    tcp_flags: SYN,
    start: START + i,
  }));
}

function back(knock: FlowExample, tcp_flags: number): FlowExample {
  const { dstaddr = '', srcport = 0, dstport = 0 } = knock;
  const sides = { srcaddr: dstaddr, dstaddr: '10.0.0.10', srcport: dstport, dstport: srcport };
  return { ...knock, ...sides, packets: 1, bytes: 40, tcp_flags, flow_direction: 'ingress' };
}

function v5(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}
