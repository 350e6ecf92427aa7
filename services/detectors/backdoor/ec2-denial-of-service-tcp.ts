import { FLOW_V5_HEADER, flow, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { isTcp } from '../kits/flow-conditions.ts';
import { flooding } from '../kits/flood.ts';
import { emptyPackets, isProbe, SYN } from '../kits/probe.ts';

export default flooding({
  type: 'Backdoor:EC2/DenialOfService.Tcp',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.Tcp',
  of: 'TCP connections',
  unit: 'TCP packet',
  why: 'A flood opens thousands of connections without a conversation; a busy client exchanges data, and a failing one gives up or waits.',
  asks: 'Did an instance open a thousand or more TCP connections a minute to one port of a public host, without a conversation on any of them?',
  where: { protocol: isTcp, packetSize: emptyPackets },
  packetsIn: attemptsIn,
  perMinute: {
    default: 1000,
    because:
      'A client that retries without a pause against a closed port, one attempt per round trip on one thread, stays below this.',
  },
  blindTo: [
    'Floods of acknowledgements or data through few connections: their records look like a large download or upload.',
    'SYN floods from few ports, where the log format lacks tcp-flags.',
  ],
  falsePositives: [],
  examples: {
    fires: {
      'a thousand attempts within a minute': () => v5(attempts(1000)),
      'in the default format': () => ({ records: attempts(1000).map((fields) => flow(fields)) }),
      'all from the same port': () => v5(attempts(1000).map((fields) => ({ ...fields, srcport: 65279, tcp_flags: 0 }))),
      'from few ports that send nothing but SYN': () =>
        v5(attempts(4).map((fields) => ({ ...fields, packets: 250, bytes: 250 * 40 }))),
      'over IPv6': () => v5(attempts(4).map((fields) => ({ ...fields, ...IPV6, packets: 30_000, bytes: 30_000 * 60 }))),
    },
    quiet: {
      'nine hundred and ninety-nine': () => v5(attempts(999)),
      'a busy client of a web site': () =>
        v5(attempts(1200).map((fields) => ({ ...fields, packets: 9, bytes: 1400, tcp_flags: 3 }))),
      'a thousand ports, which is a scan': () => v5(attempts(1000).map((fields, i) => ({ ...fields, dstport: 1 + i }))),
      'a thousand hosts': () =>
        v5(attempts(1000).map((fields, i) => ({ ...fields, dstaddr: `203.0.${112 + (i % 4)}.${i >> 2}` }))),
      'a neighbour in the VPC': () => v5(attempts(1200).map((fields) => ({ ...fields, dstaddr: '10.0.3.4' }))),
      'the answers of a service that is flooded': () =>
        v5(attempts(1200).map((fields) => ({ ...fields, srcport: 443, dstport: fields.srcport ?? 0, tcp_flags: 18 }))),
      'acknowledgements of a large download': () =>
        v5(attempts(20).map((fields) => ({ ...fields, packets: 90_000, bytes: 4_680_000, tcp_flags: 0 }))),
      'the first minute of a connection, where the log shows only the SYN': () =>
        v5(attempts(20).map((fields) => ({ ...fields, packets: 90_000, bytes: 4_681_217, tcp_flags: SYN }))),
      'many threads that wait for a silent host': () =>
        v5(attempts(900).map((fields) => ({ ...fields, packets: 7, bytes: 420 }))),
    },
  },
});

/**
 * A record of a few packets is one attempt. With many packets, a record whose only flag is SYN may be the beginning of
 * a long conversation, whose packets differ in size; SYN packets all have the same size. The same SYN is sent seven
 * times at most. The packets are already known to be empty.
 */
function attemptsIn(record: VpcFlowRecord): number {
  const { packets } = record;
  if (packets <= SYN_MAX) return isProbe(record) || isSyn(record) ? 1 : 0;
  return isSyn(record) ? packets : 0;
}

const SYN_MAX = 7;

function isSyn({ tcp_flags, packets, bytes }: VpcFlowRecord): boolean {
  return tcp_flags === SYN && bytes % packets === 0;
}

/** On the boundary of a window. */
const START = 1772445600;
const IPV6 = { srcaddr: '2001:db8::10', dstaddr: '2001:db8:66::7' };

function attempts(count: number): readonly FlowExample[] {
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
