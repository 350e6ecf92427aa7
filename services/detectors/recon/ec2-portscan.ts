import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { goesOut } from '../kits/flow-conditions.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { begins, EPHEMERAL_MIN, emptyPackets, fewPackets, isProbe, SYN, TCP, UDP } from '../kits/probe.ts';
import { ends, enumerated } from '../kits/wording.ts';

/** Up to this port, only the system may listen, and no client port is assigned. */
const PRIVILEGED_MAX = 1023;

export default defineDetector({
  type: 'Recon:EC2/Portscan',
  title: 'An instance is scanning the ports of another host',
  why: 'A port scan is often an intruder’s first step after getting into an instance.',
  asks: 'Did an instance probe many ports of one host within five minutes?',
  severity: 'Medium',
  attack: ['T1046'],
  settings: {
    ports: {
      default: 50,
      because:
        'Nothing in ordinary use probes more than a few ports of one host; the smallest presets of scanning tools try a hundred.',
    },
    privilegedPorts: {
      default: 5,
      because:
        'Half a dozen services answer there on a busy server. Fewer, without TCP flags, may be clients mistaken for services.',
    },
  },

  from: vpcFlow(),
  where: {
    ...INSTANCE.where,
    packets: fewPackets,
    packetSize: emptyPackets,
    direction: goesOut,
    initiator: (initiator) => initiator === 'local',
    protocol: (protocol) => protocol === TCP || protocol === UDP,
    remotePort: (port) => port !== undefined && port > 0 && port < EPHEMERAL_MIN,
  },
  and: (record) => isProbe(record) && begins(record),
  about: (record) => aboutInstance(record, 'ACTOR', record.remote),
  by: [...INSTANCE_FIELDS, 'remote'],
  within: minutes(5),
  tally: (t) => ({
    ports: t.distinct((record) => record.remotePort),
    privileged: t.distinct((record) => (record.remotePort <= PRIVILEGED_MAX ? record.remotePort : undefined)),
    proven: t.distinct((record) => (record.tcp_flags === SYN ? record.remotePort : undefined)),
  }),
  // Without flags, the side with the lower port is assumed to be the service, which is wrong when a service has a high
  // port. So the detector then requires ports that no client has, or twice as many.
  having: ({ tallies: { ports, privileged, proven } }, { settings }) =>
    proven.size >= settings.ports ||
    ports.size >= (privileged.size >= settings.privilegedPorts ? settings.ports : 2 * settings.ports),

  explain: ({ subject, remotes, tallies: { ports } }, { settings }) =>
    `${subject.resource.id} probed ${ports.exact ? '' : 'about '}${counted(ports.size, 'port')} of ${ends(remotes)}, ${settings.ports} or more of one host within five minutes, among them ${enumerated(ports.values, 8)}.`,
  asff: 'TTPs/Discovery/Recon:EC2-Portscan',
  blindTo: [
    'Scans slower than 50 ports in five minutes, and scans of one port on many hosts.',
    'Ports from 32768 on, which clients and passive FTP use.',
    'Scans of fewer than 100 ports that leave out those below 1024, where the log format lacks tcp-flags.',
    'Ports that the scanner connects to and closes in order (SYN and FIN): health checks do the same.',
    'High ports that all answer, where the log format lacks tcp-flags or the scan uses UDP: clients of a service look the same. There, also all high ports in objects of more than 65,536 records.',
    'Probes that carry data, as version detection sends them.',
  ],
  falsePositives: ['Your own vulnerability scanners and network maps.'],
  respond: [
    'Ask whether the instance is a vulnerability scanner; if so, suppress the finding for it.',
    'If not, isolate the instance and keep its memory and disk for analysis.',
    'Find out how the intruder came in, and whether the discovered services were attacked next.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'fifty ports of one host': () => scan(50),
      'in the default format, with ports below 1024 among them': () => ({
        records: probes(50).map((probe) => flow({ ...probe, dstport: probe.dstport + 995 })),
      }),
      'in the default format, a hundred high ports': () => ({
        records: probes(100).map((probe) => flow({ ...probe, dstport: probe.dstport + 8000 })),
      }),
      'in the default format, with just five ports below 1024, one of them the last': () => ({
        records: probes(50).map((probe) => flow({ ...probe, dstport: probe.dstport + 1018 })),
      }),
      'by SYN, fifty high ports': () => scan(50, {}, 8000),
      'refused by a security group of ours': () => scan(50, { action: 'REJECT' }),
      'through a gateway, where only its interface is logged': () =>
        scan(50, { srcaddr: '10.0.2.2', pkt_srcaddr: '10.0.0.10', instance_id: '-' }),
      'empty UDP datagrams': () => scan(100, { protocol: UDP, bytes: 28, tcp_flags: '-' }),
    },
    quiet: {
      'forty-nine ports': () => scan(49),
      'in the default format, with just four ports below 1024': () => ({
        records: probes(99).map((probe) => flow({ ...probe, dstport: probe.dstport + 1019 })),
      }),
      'fifty ports, the first of which is port 0 and the last a client port': () => ({
        records: [...probes(48), { ...probes(1)[0], dstport: 0 }, { ...probes(1)[0], dstport: 32_768 }].map((probe) =>
          flow(probe),
        ),
      }),
      'without SYN, ninety-nine high ports': () => scan(99, { tcp_flags: 1 }, 8000),
      'another protocol, without ports': () => scan(100, { protocol: 47, tcp_flags: 0 }),
      'fifty hosts, one port each': () =>
        v5(probes(50).map((probe, i) => ({ ...probe, dstport: 443, dstaddr: `203.0.113.${i + 1}` }))),
      'fifty ports in ten minutes': () => v5(probes(50).map((probe, i) => ({ ...probe, start: START + i * 12 }))),
      'a hundred client ports: passive FTP': () =>
        v5(probes(100).map((probe) => ({ ...probe, dstport: 40000 + probe.dstport, packets: 3, bytes: 160 }))),
      'conversations on a hundred ports': () => scan(100, { packets: 9, bytes: 1200, tcp_flags: 3 }),
      'a load balancer that checks whether a hundred ports are open': () =>
        scan(100, { packets: 3, bytes: 164, tcp_flags: 3, instance_id: '-' }),
      'answers of a service to clients': () =>
        v5(probes(100).map((probe) => ({ ...probe, srcport: 27017, dstport: 10000 + probe.dstport, tcp_flags: 18 }))),
      'refusals of a service that is down, and keep-alives of one that is up': () =>
        v5(
          probes(600).flatMap((probe, i) => [
            { ...arriving(probe, 1024 + i * 50), tcp_flags: i % 2 === 0 ? SYN : 0 },
            { ...probe, srcport: 50051, dstport: 1024 + i * 50, tcp_flags: i % 2 === 0 ? 4 : 0 },
          ]),
        ),
      'answers of a UDP service to many clients behind one address, without flags': () => ({
        records: probes(600).flatMap((probe, i) => [
          flow({ ...probe, srcport: 50051, dstport: 1024 + i * 50, protocol: UDP }),
          flow({ ...arriving(probe, 1024 + i * 50), protocol: UDP }),
        ]),
      }),
      'another host scans us': () =>
        v5(
          probes(100).map((probe) => ({
            ...probe,
            srcaddr: '203.0.113.9',
            dstaddr: '10.0.0.10',
            flow_direction: 'ingress',
          })),
        ),
      'resets, the answers to another host that scans us': () =>
        v5(probes(100).map((probe) => ({ ...probe, srcport: probe.dstport, dstport: 51000, tcp_flags: 4 }))),
    },
  },
});

/** On the boundary of a window. */
const START = 1772445600;

function probes(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    srcport: 51000,
    dstport: i + 1,
    packets: 1,
    bytes: 44,
    tcp_flags: SYN,
    start: START + Math.floor(i / 10),
  }));
}

/** A client's packet to port 50051 of the instance. */
function arriving(probe: FlowExample, srcport: number): FlowExample {
  return { ...probe, srcaddr: '203.0.113.9', dstaddr: '10.0.0.10', srcport, dstport: 50051, flow_direction: 'ingress' };
}

function scan(count: number, overrides: FlowExample = {}, above = 0) {
  return v5(probes(count).map((probe) => ({ ...probe, dstport: probe.dstport + above, ...overrides })));
}

function v5(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}
