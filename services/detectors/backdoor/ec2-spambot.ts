import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isPublic, isTcp } from '../kits/flow-conditions.ts';
import { mayBeOurs } from '../kits/initiator.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { EC2_TYPES } from '../kits/references.ts';
import { enumerated } from '../kits/wording.ts';

/** Ports for mail between servers, and for mail that clients submit. */
const SMTP = 25;
const MAIL_PORTS = [SMTP, 465, 587, 2525];

export default defineDetector({
  type: 'Backdoor:EC2/Spambot',
  title: 'An instance that is no mail server sends mail to many servers',
  why: 'Spammers send from other people’s machines, straight to the mail servers of the recipients; regular programs hand their mail to a relay.',
  asks: 'Did an instance that receives no mail connect to port 25 of many public hosts within an hour?',
  severity: 'Medium',
  attack: ['T1496'],
  settings: {
    hosts: {
      default: 50,
      because:
        'A program that delivers its own mail connects to the servers of a few domains; a spam run connects to hundreds an hour.',
    },
  },

  from: vpcFlow('ACCEPT'),
  where: {
    ...INSTANCE.where,
    remotePort: (port) => port === SMTP,
    protocol: isTcp,
    direction: goesOut,
    initiator: mayBeOurs,
    remote: isPublic,
  },
  and: (record) => !takesMail(record),
  about: (record) => aboutInstance(record, 'ACTOR'),
  by: INSTANCE_FIELDS,
  within: hours(1),
  tally: (t) => ({
    hosts: t.distinct((record) => record.remote),
    bytes: t.sum((record) => record.bytes),
  }),
  having: ({ tallies: { hosts } }, { settings }) => hosts.size >= settings.hosts,

  explain: ({ subject, count, tallies: { hosts, bytes } }, { settings }) =>
    `${subject.resource.id} connected to port ${SMTP} of ${hosts.exact ? '' : 'about '}${counted(hosts.size, 'public host')} (${enumerated(hosts.values, 3)}), ${settings.hosts} or more within an hour, and sent ${counted(bytes, 'byte')} in ${counted(count, 'flow')}. It receives no mail itself.`,
  asff: 'TTPs/Command and Control/Backdoor:EC2-Spambot',
  blindTo: [
    'Spam that is handed to a relay, also on ports 465 and 587, or sent through Amazon SES.',
    'Spam to fewer than fifty servers an hour, such as to one large provider only.',
    'Spam that one of your mail servers sends.',
  ],
  falsePositives: [
    'A server that only sends, directly to the recipients’ servers: newsletters, alerts to the public. Suppress the finding for it.',
    'A mail server whose log object shows none of the mail that it receives.',
  ],
  respond: [
    'Ask whether the instance should deliver mail itself; if so, suppress the finding for it.',
    'If not, isolate it, and find out what runs on it.',
    'Ask AWS to keep port 25 blocked for the account, and check whether its addresses are on block lists by now.',
  ],
  references: [EC2_TYPES],
  examples: {
    fires: {
      'mail to fifty servers': () => v5(both(mail(50))),
      'in the default format': () => ({ records: mail(50).map((fields) => flow(fields)) }),
      'AWS blocks port 25, and nothing comes back': () =>
        v5(mail(50).map((fields) => ({ ...fields, packets: 6, bytes: 360, tcp_flags: 2 }))),
      'over IPv6': () =>
        v5(mail(50).map((fields, i) => ({ ...fields, srcaddr: '2001:db8::10', dstaddr: `2001:db8:66::${i + 1}` }))),
      'connection attempts to its own port 25 fail': () =>
        v5([...mail(50), ...mail(5).map((fields) => ({ ...arriving(fields), packets: 1, bytes: 40, tcp_flags: 4 }))]),
    },
    quiet: {
      'forty-nine servers': () => v5(both(mail(49))),
      'fifty servers in two hours': () => v5(mail(50).map((fields, i) => ({ ...fields, start: START + i * 144 }))),
      'a mail server, which also receives mail': () => v5([...both(mail(200)), ...mail(5).map(arriving)]),
      'a relay, which others hand their mail to': () =>
        v5([
          ...both(mail(200)),
          ...mail(5).map((fields) => ({ ...arriving(fields), dstaddr: '10.0.5.5', srcport: 587 })),
        ]),
      'a program that hands its mail to a relay': () => v5(mail(200).map((fields) => ({ ...fields, dstport: 587 }))),
      'a program that delivers to one provider': () =>
        v5(mail(200).map((fields) => ({ ...fields, dstaddr: '203.0.113.25' }))),
      'incoming mail': () => v5(mail(200).flatMap((fields) => [arriving(fields)])),
      'mail to internal servers': () => v5(mail(200).map((fields, i) => ({ ...fields, dstaddr: `10.0.9.${i + 1}` }))),
    },
  },
});

function takesMail(record: VpcFlowRecord): boolean {
  return MAIL_PORTS.some((port) => record.serves(port));
}

/** On the boundary of a window. */
const START = 1772445600;

/** Mail from the instance to so many servers. */
function mail(count: number): readonly FlowExample[] {
  return Array.from({ length: count }, (_, i) => ({
    dstaddr: `198.51.100.${i + 1}`,
    srcport: 40_000 + i,
    dstport: SMTP,
    packets: 14,
    bytes: 5200,
    start: START + i,
  }));
}

/** The packets from the instance to a server that delivers mail to it. */
function arriving(fields: FlowExample): FlowExample {
  return { ...fields, srcport: SMTP, dstport: fields['srcport'] ?? 0, packets: 12, bytes: 1300, tcp_flags: 19 };
}

function both(flows: readonly FlowExample[]): readonly FlowExample[] {
  return flows.flatMap((fields) => {
    const { dstaddr = '', srcport = 0 } = fields;
    const sides = { srcaddr: dstaddr, dstaddr: '10.0.0.10', srcport: SMTP, dstport: srcport };
    return [fields, { ...fields, ...sides, packets: 12, bytes: 1300, tcp_flags: 19, flow_direction: 'ingress' }];
  });
}

function v5(flows: readonly FlowExample[]) {
  return { header: FLOW_V5_HEADER, records: flows.map((fields) => flowV5(fields)) };
}
