import { BROWSES, defineAnomalousTraffic, host, sends, trafficDays } from '../kits/anomalous-traffic.ts';

export default defineAnomalousTraffic({
  type: 'Behavior:EC2/TrafficVolumeUnusual',
  title: 'An instance sent far more data to the Internet than ever before',
  why: 'Attackers who steal data send it to a host of their own, mostly in one go.',
  asks: 'Did an instance send many times more than it, or instances like it, sent on any day before?',
  attack: ['T1048', 'T1567'],
  tactic: 'TrafficVolume',
  asff: 'Unusual Behaviors/VM/Behavior:EC2-TrafficVolumeUnusual',
  blindTo: [
    'Slow exfiltration: less than two gigabytes a day, or less than about sixteen times what the instance sends on its largest days.',
    'Flow records of less than 64 kB, such as small transfers to thousands of hosts or a little every minute.',
    'Transfers to AWS by an instance that copies large amounts there on some days.',
  ],
  falsePositives: [
    'The first large upload of its kind: a release, a dump for a vendor, a migration, a monthly job.',
    'A new backup to another provider: inform its owner; it counts as ordinary from the third day on.',
  ],
  respond: [
    'Look up where the traffic went, and ask the owner of the instance what was sent.',
    'If nobody knows, isolate the instance, keep its disks, and find out who got into it.',
  ],
  examples: {
    fires: {
      '48 GB to one host, by an instance that sends 1 GB a day': () => trafficDays(14, sends(1.1), ...sends(48)),
      'an instance that only ever downloaded from the web': () => trafficDays(14, [BROWSES], ...sends(9), BROWSES),
      'a new instance in a subnet where nobody sends as much': () =>
        trafficDays(
          14,
          [1, 2, 3].flatMap((i) => sends(0.5, host(i))),
          ...sends(60),
        ),
    },
    quiet: {
      'ten gigabytes where one is usual': () => trafficDays(14, sends(1.1), ...sends(10)),
      'a weekly backup': () => ({
        ...trafficDays(14, sends(1.1), ...sends(48)),
        records: [
          ...trafficDays(14, sends(1.1)).records,
          ...trafficDays(1, sends(48)).records.map((line) => moved(line, -5)),
          ...trafficDays(0, [], ...sends(52)).records,
        ],
      }),
      'a new instance of a group that sends as much': () =>
        trafficDays(
          14,
          [1, 2, 3].flatMap((i) => sends(50, host(i))),
          ...sends(60),
        ),
      'on the first days of an account': () => trafficDays(4, sends(1.1), ...sends(48)),
      'a server that many download from': () =>
        trafficDays(14, [BROWSES], ...sends(48, { srcport: 443, dstport: 20_000, tcp_flags: 18 }), BROWSES),
      'to another host of ours': () => trafficDays(14, sends(1.1), ...sends(48, { dstaddr: '10.0.3.9' })),
      'through a gateway, which carries it for others': () =>
        trafficDays(
          14,
          sends(1.1),
          ...sends(48, { instance_id: '-', interface_type: 'natGateway', pkt_srcaddr: '10.0.9.9' }),
        ),
    },
  },
});

/** The line, moved by so many days; lines hold their start and end times. */
function moved(record: object | string, days: number): string {
  return String(record).replace(/\b(17\d{8})\b/g, (time) => String(Number(time) + days * 86_400));
}
