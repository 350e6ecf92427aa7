import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { ListCategory } from '#services/model/intel.ts';
import type { FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isTcp } from './flow-conditions.ts';
import { isTheirs, mayBeOurs } from './initiator.ts';
import type { InterfaceOwner } from './interface-owner.ts';
import { addressMatches, addressOn } from './lists.ts';
import { isProbe } from './probe.ts';
import { EC2_TYPES, LAMBDA_TYPES } from './references.ts';

const CATEGORIES = ['tor-relay', 'tor-exit'] as const satisfies readonly ListCategory[];

/**
 * The question whether an instance or a function is a relay of the Tor network. A relay calls hundreds of other relays
 * and is called by hundreds. A client calls a handful, and a web site that Tor's users visit is called by exits alone.
 * Nobody can call a function, so there the number of relays that it calls has to suffice.
 */
export function relaysForTor(owner: InterfaceOwner): AnyDetector {
  const isCalled = owner.kind === 'EC2';
  return defineDetector({
    type: `UnauthorizedAccess:${owner.kind}/TorRelay`,
    title: `${owner.noun} is carrying traffic for the Tor network`,
    why: 'A Tor relay hides other people’s traffic: you pay for it, and you receive the complaints about it.',
    asks: isCalled
      ? 'Did an instance exchange traffic with many Tor relays in a day, with many that it called and many that called it?'
      : 'Did a Lambda function call many Tor relays in a day?',
    severity: 'High',
    attack: ['T1090.003', 'T1496.002'],
    needs: CATEGORIES,
    settings: {
      called: {
        default: 20,
        because:
          'A client keeps to a few guards, and connects to some more when it starts; a relay calls hundreds an hour.',
      },
      callers: {
        default: isCalled ? 20 : 0,
        because: isCalled
          ? 'Relays call each other in both directions; a crawler, or a site that Tor users visit, has one direction only.'
          : 'Nobody can call a function from outside.',
      },
    },

    from: vpcFlow('ACCEPT'),
    where: {
      ...owner.where,
      protocol: isTcp,
      direction: goesOut,
      remote: addressOn(...CATEGORIES),
    },
    // Probes, and refusals of probes, are no traffic.
    and: (record) => !isProbe(record),
    about: (record) => owner.about(record, 'ACTOR'),
    tally: (t) => ({
      called: t.distinct((record) => (mayBeOurs(record.initiator) ? record.remote : undefined)),
      callers: t.distinct((record) => (isTheirs(record.initiator) ? record.remote : undefined)),
      bytes: t.sum((record) => record.bytes),
    }),
    having: ({ tallies: { called, callers } }, { settings }) =>
      called.size >= settings.called && callers.size >= settings.callers,

    explain: ({ subject, tallies: { called, callers, bytes } }) =>
      `${owner.called(subject.resource)} called ${counted(called.size, 'Tor relay')}${isCalled ? `, was called by ${callers.size} of them` : ''} and sent them ${counted(bytes, 'byte')}, as a Tor relay does.`,
    lists: ({ tallies: { called } }, look) =>
      CATEGORIES.flatMap((category) => addressMatches(called.values.map(String), category, look)),
    asff: `Effects/Resource Consumption/UnauthorizedAccess:${owner.kind}-TorRelay`,
    blindTo: [
      'Relays that are on no list, and bridges.',
      'Whether the public address of the instance is in the list of relays: flow logs have private addresses only.',
      ...owner.blindTo,
    ],
    falsePositives: ['A relay that is allowed to run, and measurements of the Tor network.'],
    respond: [
      'Ask the owner whether a relay should run there: AWS allows it, its neighbours may not.',
      'If not, isolate the resource, and find out how the intruder came in.',
      'If it was an exit relay, expect complaints about what others did through it.',
    ],
    references: [isCalled ? EC2_TYPES : LAMBDA_TYPES],
    examples: {
      fires: isCalled
        ? {
            'twenty relays are called, and twenty call': () => told([...calls(20), ...comes(20)]),
            'over IPv6': () => told([...calls(20), ...comes(20)].map(inIpv6)),
            'a list of exit nodes': () => told([...calls(20), ...comes(20)], 'tor-exit'),
          }
        : {
            'twenty relays are called': () => told(calls(20)),
            'over IPv6': () => told(calls(20).map(inIpv6)),
            'a list of exit nodes': () => told(calls(20), 'tor-exit'),
          },
      quiet: {
        'nineteen are called': () => told([...calls(19), ...comes(40)]),
        'many Tor users visit a web site': () => told(comes(200)),
        'connection attempts to many relays, which is a scan': () =>
          told(calls(40).map((fields) => ({ ...fields, packets: 1, bytes: 60, tcp_flags: 2 }))),
        'servers on no list': () => ({
          ...told([...calls(40), ...comes(40)]),
          lists: { 'tor-relay': ['198.51.100.0/24'] },
        }),
        datagrams: () => told(calls(40).map((fields) => ({ ...fields, protocol: 17, dstport: 123 }))),
      },
    },
  });

  /** A relay also calls relays as a client does, so the finding about clients comes as well. */
  function told(flows: readonly FlowExample[], category: ListCategory = 'tor-relay'): Example {
    return {
      ...owner.example(flows),
      lists: { [category]: ['203.0.113.0/24', '2001:db8:66::/48'] },
      also: [`UnauthorizedAccess:${owner.kind}/TorClient`],
    };
  }
}

function calls(count: number): readonly FlowExample[] {
  return Array.from({ length: count }, (_, i) => ({
    dstaddr: `203.0.113.${i + 1}`,
    srcport: 50000 + i,
    dstport: 9001,
    packets: 40,
    bytes: 21_000,
  }));
}

/** The instance's answers to relays that called it. */
function comes(count: number): readonly FlowExample[] {
  return calls(count).map((fields, i) => ({ ...fields, srcport: 443, dstport: 40000 + i, tcp_flags: 18 }));
}

function inIpv6(fields: FlowExample, i: number): FlowExample {
  return { ...fields, srcaddr: '2001:db8::10', dstaddr: `2001:db8:66::${i % 20}` };
}
