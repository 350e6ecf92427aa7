import { at, BROWSES, defineAnomalousTraffic, host, sends, trafficDays } from '../kits/anomalous-traffic.ts';

/** A conversation with a remote host, on one of its ports. */
function opens(dstport: number, overrides = {}) {
  return { dstaddr: '198.51.100.66', dstport, packets: 30, bytes: 4_200, tcp_flags: 3, ...overrides };
}

export default defineAnomalousTraffic({
  type: 'Behavior:EC2/NetworkPortUnusual',
  title: 'An instance connected to a port on the Internet that it had never used',
  why: 'Reverse shells, miners and chat servers use ports of their own, which an instance with a fixed job has no reason to use.',
  asks: 'Did an instance connect to a public host on a port that neither it nor its account had ever used?',
  attack: ['T1571', 'T1095'],
  tactic: 'NetworkPort',
  asff: 'Unusual Behaviors/VM/Behavior:EC2-NetworkPortUnusual',
  blindTo: [
    'The ports of DNS, time servers and the web, which everything uses, and ports from 32768 on, which clients use.',
    'Attempts that led to no conversation: fewer than four packets from the instance.',
    'Instances that use another port every few days: peer-to-peer software, crawlers, passive FTP.',
    'Ports of services that many programs start to use, such as mail, SSH, databases and queues.',
    'Ports that no attack tool is known for, on an instance that has been known for less than a month.',
  ],
  falsePositives: [
    'A release that calls a service on a port of its own, on the first day and on every instance that runs it.',
    'People who try something out from a machine that they work on.',
  ],
  respond: [
    'Find out which program on the instance opened the connection, and who started it.',
    'If nobody knows, isolate the instance and find out who got into it: attack tools use ports such as 4444 and 1389.',
  ],
  examples: {
    fires: {
      'a reverse shell': () => trafficDays(14, [BROWSES], opens(4444), BROWSES),
      'a reverse shell on three instances of a subnet': () =>
        trafficDays(
          14,
          [BROWSES, ...[1, 2].map((i) => ({ ...BROWSES, ...host(i) }))],
          ...[1, 2].map((i) => opens(4444, host(i))),
          opens(4444),
        ),
      'an LDAP lookup, as with Log4j': () => trafficDays(20, [BROWSES, opens(8443)], opens(1389), BROWSES),
      'a port that nobody knows': () => trafficDays(40, [BROWSES], opens(7010), BROWSES),
    },
    quiet: {
      'a port that is used every day': () => trafficDays(14, [BROWSES, opens(4444)], opens(4444)),
      'a port that its peers use': () =>
        trafficDays(14, [BROWSES, ...[1, 2, 3].map((i) => opens(7010, host(i)))], opens(7010)),
      'another port each day, as with passive FTP': () => ({
        ...trafficDays(14, [BROWSES], opens(21_500)),
        records: [
          ...Array.from({ length: 14 }, (_, i) => at(i - 15, [BROWSES, opens(20_000 + i * 37)])).flat(),
          ...at(0, [opens(21_500)]),
        ],
      }),
      'a program that starts to send mail': () => trafficDays(14, [BROWSES], opens(587), BROWSES),
      'an attempt that nobody answers': () =>
        trafficDays(14, [BROWSES], opens(4444, { packets: 3, bytes: 180, tcp_flags: 2 })),
      'a port that nobody knows, in the third week of an instance': () => trafficDays(16, [BROWSES], opens(7010)),
      'on the first days of an account': () => trafficDays(5, [BROWSES], opens(4444)),
      'a new instance': () => trafficDays(14, [BROWSES], opens(7010, host(9))),
      'an answer to a scanner that uses that port': () =>
        trafficDays(14, [BROWSES], opens(4444, { srcport: 443, tcp_flags: 18 }), BROWSES),
      'large traffic on a port that is used every day': () => trafficDays(14, sends(1), ...sends(12)),
    },
  },
});
