import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { flow, FLOW_V5_HEADER, flowV5 } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow } from '#services/sources/vpc-flow/record.ts';
import { aboutInstance } from '../kits/instance.ts';
import { mayBeOurs } from '../kits/initiator.ts';
import { addressOn, endMatches, endOf, endOn, listNames } from '../kits/lists.ts';
import { isProbe } from '../kits/probe.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:EC2/MaliciousIPCaller.Custom',
  title: 'An instance exchanged packets with an address on a custom threat list',
  why: 'The owner of the list knows why an address is on it; here packets of it, or to it, were let through.',
  asks: 'Did packets pass between an instance and an address on a list of your own?',
  attack: ['T1071'],
  needs: ['custom'],

  from: vpcFlow('ACCEPT'),
  where: { remote: addressOn('custom') },
  and: endOn('custom'),
  // GuardDuty calls the instance the target whichever end began.
  about: (record) => aboutInstance(record, 'TARGET'),
  tally: (t) => ({
    remotes: t.sample((record) => record.remote),
    ends: t.sample(endOf),
    conversed: t.count((record) => mayBeOurs(record.initiator) || record.packets === 0 || !isProbe(record)),
    sent: t.sum((record) => (record.direction === 'egress' ? record.bytes : 0)),
    received: t.sum((record) => (record.direction === 'ingress' ? record.bytes : 0)),
  }),

  severity: {
    when: {
      Medium: 'the instance began, or more was exchanged than a knock and its refusal take',
      Low: 'the address did no more than knock',
    },
    of: ({ tallies }) => (tallies.conversed > 0 ? 'Medium' : 'Low'),
  },

  explain: ({ subject, count, tallies }, look) => {
    const lists = listNames(endMatches(tallies.ends, 'custom', look));
    return `${subject.resource.id} exchanged packets with ${enumerated(tallies.remotes)}, on the custom ${lists}: ${counted(count, 'flow')}, ${counted(tallies.sent, 'byte')} sent and ${counted(tallies.received, 'byte')} received.${tallies.conversed > 0 ? '' : ' It did no more than knock.'}`;
  },
  lists: ({ tallies }, look) => endMatches(tallies.ends, 'custom', look),
  asff: 'TTPs/Command and Control/UnauthorizedAccess:EC2-MaliciousIPCaller.Custom',
  blindTo: [
    'Addresses that are on no custom list, and other ports than an entry of it names.',
    'Which port a pinged address, or one without ports, was listed for: there any port counts.',
    'What was said: flow logs show no content.',
  ],
  falsePositives: ['Scanners on the list that knock at a public service.'],
  respond: [
    'Read in the list why the address is on it.',
    'If it only knocked at an open port, ask whether the port must be open to the Internet.',
    'If the instance called it, or much was exchanged, isolate the instance and look for what it runs.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'an instance calls a listed address': () => custom({}),
      'one that knocks is let in': () =>
        custom({ srcaddr: '203.0.113.9', dstaddr: '10.0.0.10', srcport: 40000, packets: 1, bytes: 44 }),
      'at the port that the list names': () => ({ ...custom({}), lists: { custom: ['203.0.113.9:443'] } }),
      'through a gateway, where only its interface is logged': () => ({
        ...custom({}),
        header: FLOW_V5_HEADER,
        records: [flowV5({ srcaddr: '10.0.2.2', pkt_srcaddr: '10.0.0.10', instance_id: '-' })],
      }),
      'a listed address is let in': () =>
        custom({ srcaddr: '203.0.113.9', dstaddr: '10.0.0.10', srcport: 40000, dstport: 8080 }),
    },
    quiet: {
      'a listed address was rejected': () =>
        custom({ srcaddr: '203.0.113.9', dstaddr: '10.0.0.10', srcport: 40000, dstport: 8080, action: 'REJECT' }),
      'another port of an address than the list names': () => ({
        ...custom({}),
        lists: { custom: ['203.0.113.9:8080'] },
      }),
      'an address on no list': () => custom({ dstaddr: '198.51.100.9' }),
    },
  },
});

function custom(overrides: Parameters<typeof flow>[0]) {
  return { records: [flow(overrides)], lists: { custom: ['203.0.113.0/24'] } };
}
