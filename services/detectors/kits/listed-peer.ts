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
    why: 'The owner of the list knows why an address is on it; here packets of it, or to it, were let through.',
    asks: `Did packets pass between ${isEC2 ? 'an instance' : 'a Lambda function'} and an address on a list of your own?`,
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
        Medium: 'our side began, or more was exchanged than a knock and its refusal take',
        Low: 'the address did no more than knock',
      },
      of: ({ tallies }) => (tallies.conversed > 0 ? 'Medium' : 'Low'),
    },

    explain: ({ subject, count, tallies }, look) => {
      const lists = listNames(endMatches(tallies.ends, 'custom', look));
      return `${owner.called(subject.resource)} exchanged packets with ${enumerated(tallies.remotes)}, on the custom ${lists}: ${counted(count, 'flow')}, ${counted(tallies.sent, 'byte')} sent and ${counted(tallies.received, 'byte')} received.${tallies.conversed > 0 ? '' : ' It did no more than knock.'}`;
    },
    lists: ({ tallies }, look) => endMatches(tallies.ends, 'custom', look),
    asff: `TTPs/Command and Control/UnauthorizedAccess:${owner.kind}-MaliciousIPCaller.Custom`,
    blindTo: [
      'Addresses that are on no custom list, and other ports than an entry of it names.',
      'Which port a pinged address, or one without ports, was listed for: there any port counts.',
      'What was said: flow logs show no content.',
      ...owner.blindTo,
    ],
    falsePositives: ['Scanners on the list that knock at a public service.'],
    respond: [
      'Read in the list why the address is on it.',
      'If it only knocked at an open port, ask whether the port must be open to the Internet.',
      'If our side called it, or much was exchanged, isolate what did and look for what it runs.',
    ],
    references: [isEC2 ? EC2_TYPES : LAMBDA_TYPES],
    examples: {
      fires: {
        'a listed address is called': () => told([{}]),
        'at the port that the list names': () => ({ ...told([{}]), lists: { custom: ['203.0.113.9:443'] } }),
        'over IPv6, and it answers': () =>
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
        'a listed address was rejected': () => told([{ ...CAME, dstport: 8080, action: 'REJECT' }]),
        'another port of an address than the list names': () => ({
          ...told([{}]),
          lists: { custom: ['203.0.113.9:8080'] },
        }),
        'an address on no list': () => told([{ dstaddr: '198.51.100.9' }]),
        'the interface is of another kind': () => told([{ interface_type: isEC2 ? 'lambda' : 'interface' }]),
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
