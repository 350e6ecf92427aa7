import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { ListCategory } from '#services/model/intel.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import { portProbe } from '#services/sources/vpc-flow/connection.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { goesOut } from './flow-conditions.ts';
import { aboutInstance } from './instance.ts';
import { INSTANCE } from './interface-owner.ts';
import { isTheirs } from './initiator.ts';
import { addressMatches, addressOn, listNames } from './lists.ts';
import { isProbe, SYN, TCP } from './probe.ts';
import { EC2_TYPES } from './references.ts';
import { enumerated } from './wording.ts';

/** A set of ports at which an answer to a listed address can lead to a finding. */
export interface ProbedPorts {
  readonly type: FindingType;
  readonly asff: string;
  readonly title: string;
  readonly asks: string;
  readonly why: string;
  readonly isProbed: (port: number, openPorts: readonly string[]) => boolean;
  /** The least number of these ports in a finding. */
  readonly portsMin: number;
  readonly severity: {
    readonly when: { readonly [Label in SeverityLabel]?: string };
    readonly of: (grave: number) => SeverityLabel;
  };
  /** Ports that nobody should find open. */
  readonly isGrave: (port: number) => boolean;
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly respond: readonly string[];
  /** Ports in the stories: as many as a finding takes, and some outside the set. */
  readonly story: {
    readonly ports: readonly number[];
    readonly others: readonly number[];
    /** Further conversations, each enough by itself. */
    readonly likewise?: Readonly<Record<string, readonly FlowExample[]>>;
    readonly also?: readonly FindingType[];
  };
}
const CATEGORIES = ['malicious', 'scanner'] as const satisfies readonly ListCategory[];

/** The question whether an address that is listed for probes or attacks found a port open and was answered. */
export function probedPorts(ports: ProbedPorts): AnyDetector {
  const { story } = ports;
  return defineDetector({
    type: ports.type,
    title: ports.title,
    why: ports.why,
    asks: ports.asks,
    attack: ['T1595.001'],
    needs: CATEGORIES,
    settings: {
      openPorts: {
        default: ['25', '53', '80', '443'],
        because: 'Mail, DNS and web servers are open to strangers on purpose, and scanners are among the visitors.',
      },
    },

    from: vpcFlow('ACCEPT'),
    // Looks at the instance's answers: they show that the port was open.
    where: {
      ...INSTANCE.where,
      remote: addressOn(...CATEGORIES),
      direction: goesOut,
      // Nobody is known to have begun what has no ports, such as a ping.
      initiator: isTheirs,
      localPort: (port, { settings }) => port !== undefined && ports.isProbed(port, settings.openPorts),
    },
    and: answers,
    about: (record) => aboutInstance(record, 'TARGET'),
    action: portProbe,
    tally: (t) => ({
      ports: t.distinct((record) => record.localPort),
      grave: t.count((record) => ports.isGrave(record.localPort)),
      scanners: t.sample((record) => record.remote),
    }),
    severity: { when: ports.severity.when, of: ({ tallies }) => ports.severity.of(tallies.grave) },
    having: ({ tallies }) => tallies.ports.size >= ports.portsMin,

    explain: ({ subject, count, tallies }, look) =>
      `${subject.resource.id} answered ${enumerated(tallies.scanners, 3)}, known by the ${listNames(matches(tallies.scanners, look))}, on ${tallies.ports.size === 1 ? 'port' : 'ports'} ${enumerated(tallies.ports.values)}: ${counted(count, 'flow')}.`,
    lists: ({ tallies }, look) => matches(tallies.scanners, look),
    asff: ports.asff,
    blindTo: [
      'Scanners that are on no list, and ports whose answers are not logged.',
      'Ports that were only found open, where the log format lacks tcp-flags.',
      'Whether a load balancer or a firewall answered in place of a service.',
      ...ports.blindTo,
    ],
    falsePositives: ports.falsePositives,
    respond: ports.respond,
    references: [EC2_TYPES],
    examples: {
      fires: {
        'a conversation': () => told(story.ports.flatMap((port) => conversation(port))),
        ...Object.fromEntries(Object.entries(story.likewise ?? {}).map(([name, flows]) => [name, () => told(flows)])),
        'a port that is only found open': () => told(story.ports.flatMap((port) => foundOpen(port))),
        'in the default format': () => ({
          ...told([]),
          header: undefined,
          records: story.ports.flatMap((port) => conversation(port)).map((fields) => flow(fields)),
        }),
        'over IPv6': () =>
          told(
            story.ports
              .flatMap((port) => conversation(port))
              .map((fields) => ({
                ...fields,
                ...(fields['flow_direction'] === 'ingress'
                  ? { srcaddr: '2001:db8:66::9', dstaddr: '2001:db8::10' }
                  : { srcaddr: '2001:db8::10', dstaddr: '2001:db8:66::9' }),
              })),
          ),
        'a scanner on a list of scanners': () => ({
          ...told(story.ports.flatMap((port) => conversation(port))),
          lists: { scanner: ['203.0.113.9'] },
        }),
      },
      quiet: {
        'a closed port': () =>
          told(
            story.ports.flatMap((port) =>
              foundOpen(port).map((fields, i) => (i === 1 ? { ...fields, tcp_flags: 4 } : fields)),
            ),
          ),
        'a port that a security group keeps closed': () =>
          told(story.ports.map((port) => ({ ...knock(port), action: 'REJECT' }))),
        'a silent port': () => told(story.ports.map(knock)),
        'other ports': () => told([...story.ports.slice(1), ...story.others].flatMap((port) => conversation(port))),
        'a ping is answered': () => told(conversation(0).map((fields) => ({ ...fields, ...PING }))),
        'an address on no list': () => ({
          ...told(story.ports.flatMap((port) => conversation(port))),
          lists: { malicious: ['203.0.113.99'] },
        }),
        'a connection of ours to a listed address, from such a port': () =>
          told(story.ports.map((port) => ({ srcport: port, dstport: 443, tcp_flags: 3, flow_direction: 'egress' }))),
        'the interface of a function': () => ({
          ...INSTANCE.example(
            story.ports
              .flatMap((port) => conversation(port))
              .map((fields) => ({ ...fields, interface_type: 'lambda' })),
          ),
          lists: LISTS,
        }),
      },
    },
  });

  function told(flows: readonly FlowExample[]) {
    const records = flows.map((fields) => flowV5(fields));
    return { header: FLOW_V5_HEADER, records, lists: LISTS, also: story.also };
  }
}

function matches(addresses: readonly string[], look: Parameters<typeof addressMatches>[2]) {
  return CATEGORIES.flatMap((category) => addressMatches(addresses, category, look));
}

/** With flags, SYN and ACK together show an open port. Without flags, an answer beyond a mere refusal does. */
function answers(record: VpcFlowRecord): boolean {
  const { protocol, tcp_flags } = record;
  if (protocol !== TCP) return true;
  return (tcp_flags !== undefined && (tcp_flags & SYN_ACK) === SYN_ACK) || !isProbe(record);
}
const SYN_ACK = SYN | 16;

const PING = { srcport: 0, dstport: 0, protocol: 1, tcp_flags: 0 };

const LISTS = { malicious: ['203.0.113.9', '2001:db8:66::/48'] };

function knock(dstport: number): FlowExample {
  return {
    srcaddr: '203.0.113.9',
    dstaddr: '10.0.0.10',
    srcport: 44_000,
    dstport,
    packets: 1,
    bytes: 44,
    tcp_flags: SYN,
    flow_direction: 'ingress',
  };
}

function foundOpen(port: number): readonly FlowExample[] {
  const back = { srcport: port, dstport: 44_000, packets: 1, bytes: 44, tcp_flags: 18 };
  return [{ ...knock(port), packets: 2, bytes: 84, tcp_flags: 6 }, back];
}

/** The two flows in which somebody asks and is answered. */
export function conversation(port: number): readonly FlowExample[] {
  const [asked, back] = foundOpen(port);
  return [
    { ...asked, packets: 6, bytes: 600, tcp_flags: 3 },
    { ...back, packets: 5, bytes: 4200, tcp_flags: 19 },
  ];
}
