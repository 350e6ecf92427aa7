import { counted } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector } from '#services/model/detector.ts';
import { flow, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { mayBeOurs } from './initiator.ts';
import type { InterfaceOwner } from './interface-owner.ts';
import { addressOn, endMatches, endOf, endOn, listNames } from './lists.ts';
import { isProbe } from './probe.ts';
import { EC2_TYPES, LAMBDA_TYPES } from './references.ts';
import { enumerated } from './wording.ts';

/**
 * The question whether an interface exchanged anything with an address on the owner's own list, no matter who began.
 */
export function exchangesWithListed(owner: InterfaceOwner): AnyDetector {
  const isEC2 = owner.kind === 'EC2';
  return defineDetector({
    type: `UnauthorizedAccess:${owner.kind}/MaliciousIPCaller.Custom`,
    title: `${owner.noun} exchanged packets with an address on a custom threat list`,
    why: 'The owner of the list put the address there for a reason, and packets from it or to it were let through.',
    asks: `Did packets pass between ${isEC2 ? 'an instance' : 'a Lambda function'} and an address on a custom threat list?`,
    attack: ['T1071'],
    needs: ['custom'],

    from: vpcFlow('ACCEPT'),
    where: { ...owner.where, remote: addressOn('custom') },
    and: endOn('custom'),
    // GuardDuty calls the instance the target, no matter which end began. A function always begins.
    about: (record) => owner.about(record, isEC2 ? 'TARGET' : 'ACTOR'),
    tally: (t) => ({
      remotes: t.sample((record) => record.remote),
      ends: t.sample(endOf),
      conversed: t.count((record) => mayBeOurs(record.initiator) || record.packets === 0 || !isProbe(record)),
      sent: t.sum((record) => (record.direction === 'egress' ? record.bytes : 0)),
      received: t.sum((record) => (record.direction === 'ingress' ? record.bytes : 0)),
    }),

    severity: {
      when: {
        Medium: 'our side opened the connection, or more was exchanged than a connection attempt and its refusal',
        Low: 'the address did no more than try to connect',
      },
      of: ({ tallies }) => (tallies.conversed > 0 ? 'Medium' : 'Low'),
    },

    explain: ({ subject, count, tallies }, look) => {
      const lists = listNames(endMatches(tallies.ends, 'custom', look));
      return `${owner.called(subject.resource)} exchanged packets with ${enumerated(tallies.remotes)}, on the custom ${lists}: ${counted(count, 'flow')}, ${counted(tallies.sent, 'byte')} sent and ${counted(tallies.received, 'byte')} received.${tallies.conversed > 0 ? '' : ' The address did no more than try to connect.'}`;
    },
    lists: ({ tallies }, look) => endMatches(tallies.ends, 'custom', look),
    asff: `TTPs/Command and Control/UnauthorizedAccess:${owner.kind}-MaliciousIPCaller.Custom`,
    blindTo: [
      'Addresses that are on no custom list, and ports other than the one that a list entry names.',
      'The port, for pings and for list entries without a port, for which every port counts.',
      'What was exchanged: flow logs show no content.',
      ...owner.blindTo,
    ],
    falsePositives: ['Listed scanners that probe a public service.'],
    respond: [
      'Look up in the list why it names the address.',
      'If the address only probed an open port, ask whether the port must be open to the Internet.',
      'If our side opened the connection, or much was exchanged, isolate the resource and find out what runs on it.',
    ],
    references: [isEC2 ? EC2_TYPES : LAMBDA_TYPES],
    examples: {
      fires: {
        'a connection to a listed address': () => told([{}]),
        'at the port that the list names': () => ({ ...told([{}]), lists: { custom: ['203.0.113.9:443'] } }),
        'over IPv6, and our side answers': () =>
          told([
            { srcaddr: '2001:db8::10', dstaddr: '2001:db8:66::1' },
            { ...CAME, srcaddr: '2001:db8:66::1', dstaddr: '2001:db8::10', srcport: 443, dstport: 49152 },
          ]),
        ...(isEC2 && {
          'in the default format': () => ({ records: [flow({})], lists: LISTS }),
          'one that knocks is let in': () => told([{ ...CAME, packets: 1, bytes: 44, tcp_flags: 2 }]),
          'through a gateway, where only its interface is logged': () =>
            told([{ srcaddr: '10.0.2.2', pkt_srcaddr: '10.0.0.10', instance_id: '-', interface_type: 'natGateway' }]),
          'an interface of a service that names none': () => told([{ instance_id: '-', interface_type: '-' }]),
          'a listed address is let in': () => told([{ ...CAME, dstport: 8080 }]),
        }),
      },
      quiet: {
        'a rejected connection from a listed address': () => told([{ ...CAME, dstport: 8080, action: 'REJECT' }]),
        'a port other than the one that the list names': () => ({
          ...told([{}]),
          lists: { custom: ['203.0.113.9:8080'] },
        }),
        'an address on no list': () => told([{ dstaddr: '198.51.100.9' }]),
        'an interface of another kind': () => told([{ interface_type: isEC2 ? 'lambda' : 'interface' }]),
      },
    },
  });

  function told(flows: readonly FlowExample[]) {
    return { ...owner.example(flows), lists: LISTS };
  }
}

const LISTS = { custom: ['203.0.113.0/24', '2001:db8:66::/48'] };

/** From a listed address to the instance. */
const CAME: FlowExample = {
  srcaddr: '203.0.113.9',
  dstaddr: '10.0.0.10',
  srcport: 40000,
  dstport: 22,
  flow_direction: 'ingress',
};
