import { FLOW_V5_HEADER, flow, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { flooding, type Flood } from './flood.ts';
import { UDP } from './probe.ts';

/**
 * Floods that need no connection: datagrams, and packets of protocols that instances have no use for. They are known by
 * many packets without an answer: a client that asks gets answers, and the sender of a stream gets reports of its
 * arrival.
 */
export function floodingUnheard(
  flood: Pick<Flood, 'type' | 'asff' | 'of' | 'unit' | 'asks' | 'falsePositives'> & {
    readonly protocol: (protocol: number) => boolean;
    /** The destination ports of datagrams. */
    readonly port?: (port: number) => boolean;
    /** The traffic in the stories. */
    readonly story: FlowExample;
    /** Similar traffic that is another detector's. */
    readonly other: FlowExample;
  },
) {
  const { protocol, port, story, other } = flood;
  const sent = (count: number, packets: number, more: FlowExample = {}): readonly FlowExample[] =>
    Array.from({ length: count }, (_, i) => ({
      ...(port ? { srcport: 40000 + i } : {}),
      ...story,
      packets,
      bytes: packets * 92,
      tcp_flags: 0,
      start: START,
      ...more,
    }));
  return flooding({
    ...flood,
    why: 'An instance that floods others is in somebody’s hands; what it sends is not meant to be answered.',
    where: {
      protocol: (value) => value !== undefined && protocol(value),
      packets: (packets) => packets !== undefined && packets >= PACKETS_MIN,
      ...(port && { remotePort: (value) => value !== undefined && port(value) }),
    },
    packetsIn: unheardIn,
    perMinute: {
      default: 30_000,
      because:
        'GuardDuty’s own tester sends 400,000 within a minute; logs and measurements that nobody answers either are some hundred a second. Packets over 512 bytes count a quarter, for a video stream sends hundreds a second.',
    },
    blindTo: [
      'Floods of what is answered by as much as a tenth.',
      `Floods over so many ports that each sends fewer than ${PACKETS_MIN} packets a minute.`,
      'Where an object has more than 65,536 records, and so questions and answers may be apart: floods of large packets.',
    ],
    examples: {
      fires: {
        'thirty thousand from one port': () => v5(sent(1, 30_000)),
        'from many ports': () => v5(sent(1000, 30)),
        'in the default format': () => ({ records: sent(2, 15_000).map((fields) => flow(fields)) }),
        'over IPv6': () => v5(sent(1, 30_000, { srcaddr: '2001:db8::10', dstaddr: '2001:db8:66::7' })),
        'of large packets': () => v5(sent(1, 120_000, { bytes: 168_000_000 })),
        'and a few are answered': () => v5(both(sent(1, 30_000), { packets: 100, bytes: 12_000 })),
        'over ten minutes a record': () => v5(sent(1, 300_000, { end: START + 600 })),
      },
      quiet: {
        'one fewer': () => v5(sent(1, 29_999)),
        'thirty thousand in ten minutes': () => v5(sent(1, 30_000, { end: START + 600 })),
        'and each is answered': () => v5(both(sent(1, 400_000), { packets: 400_000, bytes: 60_000_000 })),
        'a video that is sent to nobody who answers': () => v5(sent(1, 60_000, { bytes: 78_000_000 })),
        'large packets of a stream, and how they arrive': () =>
          v5(both(sent(1, 400_000, { bytes: 520_000_000 }), { packets: 600, bytes: 60_000 })),
        'a neighbour in the VPC': () => v5(sent(1, 400_000, { dstaddr: '10.0.3.4' })),
        'rejected by a security group': () => v5(sent(1, 400_000, { action: 'REJECT' })),
        'as many to as many hosts': () =>
          v5(sent(200, 1000).map((fields, i) => ({ ...fields, dstaddr: `203.0.113.${i + 1}` }))),
        'somebody floods us': () =>
          v5(sent(1, 400_000, { srcaddr: '203.0.113.9', dstaddr: '10.0.0.10', flow_direction: 'ingress' })),
        'what another question is about': () => v5(sent(1, 400_000, other)),
      },
    },
  });
}

/** Fewer packets are a question and its repeats, and there are very many of those. */
const PACKETS_MIN = 8;
const SMALL = 512;

/**
 * The number of packets without an answer; to small packets the answer may be next to nothing. Large packets with an
 * answer are a stream, whose receiver reports a little. Where only part of the object is seen, an upload may seem to
 * have no answer.
 */
function unheardIn(record: VpcFlowRecord): number {
  const { packets, bytes, isWhole } = record;
  if (bytes <= packets * SMALL) {
    const { answer } = record;
    return answer === undefined || answer * 10 < bytes ? packets : 0;
  }
  return isWhole && record.answer === undefined ? packets / 4 : 0;
}

function v5(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}

/** The boundary of a window, in seconds since the epoch. */
const START = 1772445600;

/** The flows, and an answer to each. */
function both(flows: readonly FlowExample[], back: FlowExample): readonly FlowExample[] {
  return flows.flatMap((fields) => {
    const { srcport = 0, dstport = 0 } = fields;
    return [
      fields,
      {
        ...fields,
        srcaddr: '203.0.113.9',
        dstaddr: '10.0.0.10',
        srcport: dstport,
        dstport: srcport,
        flow_direction: 'ingress',
        start: START + 1,
        ...back,
      },
    ];
  });
}

export const isUdp = (protocol: number): boolean => protocol === UDP;
export const DNS = 53;

/** Ports of services that are asked by TCP, and hardly ever by UDP. QUIC at 443 and 80 is answered. */
export const TCP_PORTS: ReadonlySet<number> = new Set([
  20, 21, 22, 23, 25, 79, 80, 81, 110, 119, 135, 139, 143, 179, 443, 445, 465, 515, 543, 544, 563, 587, 631, 636, 873,
  990, 993, 995, 1433, 1521, 1723, 2375, 2376, 3128, 3306, 3389, 5222, 5432, 5900, 5985, 5986, 6379, 6443, 6667, 8000,
  8008, 8080, 8081, 8088, 8443, 8888, 9042, 9092, 9200, 9300, 10250, 27017,
]);
