import { at, BROWSES, defineAnomalousTraffic, host, sends, trafficDays } from '../kits/anomalous-traffic.ts';

/** A conversation with a remote host, on one of its ports. */
function opens(dstport: number, overrides = {}) {
  return { dstaddr: '198.51.100.66', dstport, packets: 30, bytes: 4_200, tcp_flags: 3, ...overrides };
}

export default defineAnomalousTraffic({
  type: 'Behavior:EC2/NetworkPortUnusual',
  title: 'An instance opened a port on the Internet that it never used',
  why: 'Shells that call home, miners and chat servers have ports of their own, which an instance that does one job never had business at.',
  asks: 'Did an instance converse with a public host at a port that neither it nor its account ever used?',
  attack: ['T1571', 'T1095'],
  tactic: 'NetworkPort',
  asff: 'Unusual Behaviors/VM/Behavior:EC2-NetworkPortUnusual',
  blindTo: [
    'Ports of names, clocks and the web, which everything uses, and ports from 32768 on, where clients live.',
    'Tries that led to no conversation: fewer than four packets of the instance.',
    'Instances that open another port every few days: peers, crawlers, passive FTP.',
    'Ports of services that many programs begin to use, such as mail, SSH, databases and queues.',
    'Ports that no attack tool is known for, by an instance that is known for less than a month.',
  ],
  falsePositives: [
    'A release that calls a service at a port of its own, on the first day and on every instance that has it.',
    'People who try something out from a machine that they work on.',
  ],
  respond: [
    'Look which program of the instance has the connection, and who started it.',
    'If nobody knows, isolate the instance and look at who entered it: ports such as 4444 and 1389 are those of attack tools.',
  ],
  examples: {
    fires: {
      'a shell that calls home': () => trafficDays(14, [BROWSES], opens(4444), BROWSES),
      'a lookup of objects, as of Log4j': () => trafficDays(20, [BROWSES, opens(8443)], opens(1389), BROWSES),
      'a port that nobody knows': () => trafficDays(40, [BROWSES], opens(7010), BROWSES),
    },
    quiet: {
      'the port of every day': () => trafficDays(14, [BROWSES, opens(4444)], opens(4444)),
      'a port that its peers use': () =>
        trafficDays(14, [BROWSES, ...[1, 2, 3].map((i) => opens(7010, host(i)))], opens(7010)),
      'another port each day, as passive FTP has': () => ({
        ...trafficDays(14, [BROWSES], opens(21_500)),
        records: [
          ...Array.from({ length: 14 }, (_, i) => at(i - 15, [BROWSES, opens(20_000 + i * 37)])).flat(),
          ...at(0, [opens(21_500)]),
        ],
      }),
      'mail, by a program that begins to send some': () => trafficDays(14, [BROWSES], opens(587), BROWSES),
      'a try that nobody answers': () =>
        trafficDays(14, [BROWSES], opens(4444, { packets: 3, bytes: 180, tcp_flags: 2 })),
      'a port that nobody knows, in the third week of an instance': () => trafficDays(16, [BROWSES], opens(7010)),
      'on the first days of an account': () => trafficDays(5, [BROWSES], opens(4444)),
      'an instance that is new': () => trafficDays(14, [BROWSES], opens(7010, host(9))),
      'an answer to a scanner that comes from that port': () =>
        trafficDays(14, [BROWSES], opens(4444, { srcport: 443, tcp_flags: 18 }), BROWSES),
      'much, at a port of every day': () => trafficDays(14, sends(1), ...sends(12)),
    },
  },
});
