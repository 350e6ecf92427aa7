import { areNeighbours } from '#services/model/address.ts';
import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { Look } from '#services/model/look.ts';
import { PUBLIC_RESOLVERS } from '#services/model/public-resolvers.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isPublic } from './flow-conditions.ts';
import { mayBeOurs } from './initiator.ts';
import { aboutInstance } from './instance.ts';
import { INSTANCE } from './interface-owner.ts';
import { addressMatches, addressOn } from './lists.ts';
import { isProbe, TCP, UDP } from './probe.ts';
import { EC2_TYPES } from './references.ts';
import { enumerated } from './wording.ts';

/** A way to ask a resolver outside the VPC, whose questions the log of the VPC's resolver does not have. */
export interface Evasion {
  readonly type: FindingType;
  readonly asff: string;
  /** Finishes "An instance queried …". */
  readonly asks: string;
  readonly port: number;
  /** Whether the port alone is telling; otherwise only known resolvers count. */
  readonly isTelling: boolean;
  /** Whether one small packet can be a question. */
  readonly isShort: boolean;
  readonly attack: readonly string[];
  readonly falsePositives: readonly string[];
}

const DNS = 53;
/**
 * Resolvers by the length of their address: a set would hash every address of every log, and hardly any is a resolver.
 */
const KNOWN = Map.groupBy(PUBLIC_RESOLVERS, ({ length }) => length);
const isListed = addressOn('public-resolver');

function isResolver(address: string | undefined, look: Pick<Look, 'intel'>): boolean {
  return address !== undefined && (KNOWN.get(address.length)?.includes(address) === true || isListed(address, look));
}

/**
 * The question whether an instance asks resolvers outside the VPC. GuardDuty asks whether that is unusual for the
 * instance. This detector does not know what the instance did before, so it reports each instance once, and never as
 * more than a hint.
 */
export function evadingResolver(evasion: Evasion): AnyDetector {
  const { port, isTelling, isShort } = evasion;
  // Only DNS over TLS uses port 853, so any host counts there.
  const server = port === 853 ? STRANGER : SERVER;
  const unknown = { 'an unknown host': () => told([{ dstaddr: STRANGER }]) };
  const question = { 'one small packet': () => told([{ packets: 1, bytes: 60, tcp_flags: 2 }]) };
  return defineDetector({
    type: evasion.type,
    title: `An instance queried ${evasion.asks}`,
    why: 'Malware queries a resolver outside the VPC to evade the query log and the DNS Firewall.',
    asks: `Did an instance query ${evasion.asks}?`,
    severity: 'Low',
    attack: evasion.attack,

    from: vpcFlow('ACCEPT'),
    where: {
      ...INSTANCE.where,
      remotePort: (value) => value === port,
      protocol: (protocol) => protocol === TCP || protocol === UDP,
      direction: goesOut,
      initiator: mayBeOurs,
      remote: isTelling ? isPublic : isResolver,
    },
    // A resolver of the owner passes on the questions of others.
    and: (record) =>
      (isShort || !isProbe(record)) && !record.serves(DNS) && !areNeighbours(record.local, record.remote),
    about: (record) => aboutInstance(record, 'ACTOR'),
    tally: (t) => ({
      resolvers: t.sample((record) => record.remote),
      bytes: t.sum((record) => record.bytes),
    }),

    explain: ({ subject, count, tallies: { resolvers, bytes } }) =>
      `${subject.resource.id} queried ${enumerated(resolvers, 3)} on port ${port}: ${counted(count, 'flow')}, ${counted(bytes, 'byte')}. Whether this is usual for the instance is not known.`,
    lists: ({ tallies: { resolvers } }, look) => addressMatches(resolvers, 'public-resolver', look),
    asff: evasion.asff,
    blindTo: [
      'What was asked: flow logs show no content.',
      'Whether it is unusual for the instance: its earlier behaviour is not remembered, so the severity is Low.',
      ...(isTelling ? [] : ['Resolvers that are neither on a list nor among the best known.']),
      'Resolvers on other ports.',
    ],
    falsePositives: [
      'Instances that are configured to use that resolver: put its address on a trusted list.',
      'A resolver of your own, where the log object shows none of its clients.',
      ...evasion.falsePositives,
    ],
    respond: [
      'Ask whether the instance should use that resolver; if so, put the resolver on a trusted list.',
      'If not, find out which process queries it.',
      'Allow instances to reach ports 53 and 853 of the VPC’s resolver only.',
    ],
    references: [EC2_TYPES],
    examples: {
      fires: {
        'a resolver on a list': () => told([{ dstaddr: SERVER }]),
        'one of the best known resolvers': () => ({ ...told([{ dstaddr: PUBLIC_RESOLVERS[0] ?? '' }]), lists: {} }),
        'in the default format': () => ({
          ...told([]),
          header: undefined,
          records: [flow({ ...QUERY, dstaddr: SERVER, dstport: port })],
        }),
        'over IPv6, by UDP': () =>
          told([{ srcaddr: '2001:db8::10', dstaddr: '2001:db8:53::53', protocol: UDP, tcp_flags: 0 }]),
        ...(port === 853 ? unknown : {}),
        ...(port === DNS ? question : {}),
      },
      quiet: {
        'the resolver of the VPC': () => told([{ dstaddr: '10.0.0.2' }]),
        'a resolver inside the VPC': () => told([{ dstaddr: '10.0.5.53' }]),
        'another port': () => told([{ dstport: 8530 }]),
        'another host of ours': () => told([{ dstaddr: '10.9.0.9' }]),
        'a host in the same IPv6 network': () =>
          told([{ srcaddr: '2001:db8:0:1200::10', dstaddr: '2001:db8:0:12ff::53', protocol: UDP, tcp_flags: 0 }]),
        ...(port === 853 ? {} : unknown),
        ...(port === DNS ? {} : question),
        'a resolver of ours that forwards the queries of others': () =>
          told([
            { dstaddr: server },
            { dstaddr: '10.0.5.5', srcport: DNS, dstport: 40_000, packets: 4, bytes: 900, protocol: UDP },
          ]),
        'a query that comes to us': () =>
          told([{ srcaddr: server, dstaddr: '10.0.0.10', srcport: 40_000, flow_direction: 'ingress' }]),
        'a trusted resolver': () => ({
          ...told([{ dstaddr: server }]),
          lists: { 'public-resolver': [SERVER], trusted: [server] },
        }),
      },
    },
  });

  function told(flows: readonly FlowExample[]) {
    return {
      header: FLOW_V5_HEADER,
      records: flows.map((fields) => flowV5({ ...QUERY, dstaddr: server, dstport: port, ...fields })),
      lists: LISTS,
    };
  }
}

const STRANGER = '203.0.113.9';
const SERVER = '198.51.100.53';
const LISTS = { 'public-resolver': [SERVER, '2001:db8:53::53'] };
const QUERY: FlowExample = { packets: 20, bytes: 4000 };
