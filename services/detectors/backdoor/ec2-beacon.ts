import { defineDetector } from '#services/model/detector.ts';
import { flow, FLOW_V5_HEADER, flowV5, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import { vpcFlow, type VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { goesOut, isPublic, isTcp } from '../kits/flow-conditions.ts';
import { aboutInstance, INSTANCE_FIELDS } from '../kits/instance.ts';
import { INSTANCE } from '../kits/interface-owner.ts';
import { EPHEMERAL_MIN, SYN } from '../kits/probe.ts';
import { duration, ends } from '../kits/wording.ts';

export default defineDetector({
  type: 'Backdoor:EC2/Beacon',
  own: true,
  title: 'An instance calls the same address at regular intervals',
  why: 'Malware beacons: it asks its command and control server for orders at a fixed interval, with a few bytes each time; people and most programs call when they have something to send.',
  asks: 'Did an instance open connections to one public address again and again, at a regular interval and with similar sizes?',
  severity: 'Low',
  attack: ['T1071', 'T1029'],
  settings: {
    enabled: {
      default: false,
      because:
        'It remembers every pair of addresses all day: reading flow logs takes twice the time and twice the memory with it. Switch it on for the accounts that are worth it.',
    },
    beats: {
      default: 32,
      because:
        'Connections in a row, each one period after the last. A dozen happen by chance where there are many; 32 take half an hour at one a minute, and most of a day at one in half an hour.',
    },
    bytes: {
      default: 20_000,
      because: 'A request for orders is small. Anything larger is regular work: uploads, bulk metrics, backups.',
    },
    ports: {
      default: ['25', '53', '123', '853'],
      because: 'The ports of time servers, resolvers and mail relays, which every machine calls at regular intervals.',
    },
    networks: {
      default: ['8075', '13335', '15169', '16625', '20940', '36459', '41231', '54113'],
      because:
        'Autonomous systems of services that programs poll: Microsoft, Cloudflare, Google, Akamai, GitHub, Canonical, Fastly. Your own list replaces this one.',
    },
  },

  from: vpcFlow('ACCEPT'),
  where: {
    ...INSTANCE.where,
    direction: goesOut,
    remote: (address, { intel, settings }) =>
      isPublic(address) &&
      address !== undefined &&
      !intel.amazon(address) &&
      !settings.networks.includes(String(intel.location(address)?.asn)),
    protocol: isTcp,
    // The ports show that the instance is the client: searching the whole log object for the side that began would cost
    // more than all other questions.
    localPort: (port) => port !== undefined && port >= EPHEMERAL_MIN,
    remotePort: (port, { settings }) =>
      port !== undefined && port < EPHEMERAL_MIN && !settings.ports.includes(String(port)),
    packets: (packets) => packets !== undefined && packets >= PACKETS_MIN && packets <= PACKETS_MAX,
    // Only the first record of a conversation, if the flags show it.
    tcp_flags: (flags) => flags === undefined || (flags & SYN) !== 0,
  },
  and: (record, { settings }) =>
    record.bytes <= settings.bytes && record.bytes > record.packets * EMPTY && record.callersBeside < SEVERAL,
  // Grouped by port as well, because services of one host have different rhythms.
  about: (record) => aboutInstance(record, 'ACTOR', endOf(record)),
  by: [...INSTANCE_FIELDS, 'remote', 'remotePort'],
  tally: (t) => ({
    calls: t.beginnings((record) => ({
      series: endOf(record),
      key: record.localPort,
      time: record.start,
      size: record.bytes,
    })),
  }),
  having: ({ tallies: { calls } }, { settings }) =>
    calls.size >= settings.beats && calls.rhythm.beats >= settings.beats,

  explain: ({ subject, remotes, tallies: { calls } }) =>
    `${subject.resource.id} called ${ends(remotes)} at regular intervals: ${calls.rhythm.beats} times in a row, ${duration(calls.rhythm.seconds * 1000)} apart, with about the same number of bytes each time.`,
  asff: 'TTPs/Command and Control/Backdoor:EC2-Beacon',
  blindTo: [
    'Beacons less than 20 seconds or more than 45 minutes apart, and those with a jitter of more than a seventh of the interval.',
    'Connections that stay open, UDP, calls of fewer than 5 or more than 24 packets, and calls from ports below 32768.',
    'Command and control servers at AWS or in `networks`, and servers that three or more addresses of a VPC call within one log object.',
    'Calls so frequent that the first hundred lie within minutes, and series across midnight (UTC) that are too short on either day.',
  ],
  falsePositives: [
    'Monitoring, update and licence agents that poll a service and run on only one or two machines of the VPC: put the addresses on a `trusted` list, or their network into `networks`.',
    'Scheduled jobs that call a partner.',
  ],
  respond: [
    'Look up who owns the address, and since when the instance has called it.',
    'Ask which program makes the calls: a program with a name, an owner and a schedule is not malware.',
    'If nobody knows it, isolate the instance, find the process that calls, and check other findings for how it came there.',
  ],
  references: [
    { title: 'Command and Control (MITRE ATT&CK)', url: 'https://attack.mitre.org/tactics/TA0011/' },
    { title: 'RITA, Real Intelligence Threat Analytics', url: 'https://github.com/activecm/rita' },
  ],
  examples: {
    fires: {
      'one call a minute': () => v5(beats(32, () => 60)),
      'with random jitter': () => v5(beats(40, (i) => 60 + ((i * 7) % 13) - 6)),
      'one call in half an hour': () => v5(beats(40, () => 1800)),
      'in the default format': () => ({ ...ON, records: both(beats(40, () => 60)).map((fields) => flow(fields)) }),
      'with the fewest and the most packets and bytes': () =>
        v5([
          ...beats(32, () => 60).map((fields) => ({ ...fields, packets: 5, bytes: 5 * 65 })),
          ...beats(32, () => 60).map((fields) => ({ ...fields, dstport: 8443, packets: 24, bytes: 20_000 })),
        ]),
      'from and to the outermost ports': () =>
        v5(beats(32, () => 60, 32_768).map((fields) => ({ ...fields, dstport: 32_767 }))),
      'with further calls when there are orders': () =>
        v5([...beats(32, () => 60), ...beats(10, (i) => 61 + ((i * 37) % 90), 51_000)]),
    },
    quiet: {
      'one call too few': () => v5(beats(31, () => 60)),
      'calls at irregular times': () => v5(beats(80, (i) => 5 + ((i * i * 131) % 997))),
      'one connection that stays open': () =>
        v5(beats(60, () => 60).map((fields, i) => ({ ...fields, srcport: 41_000, tcp_flags: i === 0 ? 2 : 0 }))),
      'one connection that stays open, in the default format': () => ({
        ...ON,
        records: both(beats(60, () => 60).map((fields) => ({ ...fields, srcport: 41_000 }))).map((fields) =>
          flow(fields),
        ),
      }),
      'a time server': () =>
        v5(beats(60, () => 64).map((fields) => ({ ...fields, dstport: 123, protocol: 17, tcp_flags: 0 }))),
      'mail relays, resolvers and time servers over TCP': () =>
        v5([25, 53, 123, 853].flatMap((dstport) => beats(60, () => 64).map((fields) => ({ ...fields, dstport })))),
      'as long as it is not switched on': () => ({ ...v5(beats(60, () => 60)), settings: {} }),
      'a private address': () => v5(beats(60, () => 60).map((fields) => ({ ...fields, dstaddr: '10.20.0.9' }))),
      'a port of a client at the other end': () =>
        v5(beats(60, () => 60).map((fields) => ({ ...fields, dstport: 32_768 }))),
      'one call too few from a port of a client': () => v5(beats(32, () => 60, 32_767)),
      'one packet too few, and one too many': () =>
        v5([
          ...beats(60, () => 60).map((fields) => ({ ...fields, packets: 4 })),
          ...beats(60, () => 60).map((fields) => ({ ...fields, dstport: 8443, packets: 25 })),
        ]),
      'packets without data': () => v5(beats(60, () => 60).map((fields) => ({ ...fields, bytes: 9 * 64 }))),
      'a byte too many': () => v5(beats(60, () => 60).map((fields) => ({ ...fields, bytes: 20_001 }))),
      'later records of long connections': () =>
        v5(beats(60, () => 60).map((fields) => ({ ...fields, tcp_flags: 16 }))),
      'a service of AWS': () => ({ ...v5(beats(60, () => 60)), amazon: ['203.0.113.66'] }),
      'services that everybody polls': () => ({
        ...v5(POLLED.flatMap((_, n) => beats(60, () => 60).map((fields) => ({ ...fields, dstaddr: polled(n) })))),
        places: Object.fromEntries(POLLED.map((asn, n) => [polled(n), { asn, asnOrg: 'Everybody' }])),
      }),
      'an agent on all machines': () =>
        v5(
          [10, 11, 12].flatMap((host) =>
            beats(60, () => 60).map((fields) => ({
              ...fields,
              srcaddr: `10.0.0.${host}`,
              interface_id: `eni-0123456789abcde${host}`,
              instance_id: `i-0123456789abcde${host}`,
            })),
          ),
        ),
      'health checks by others': () =>
        v5(
          beats(60, () => 30).map((fields) => ({
            ...fields,
            flow_direction: 'ingress',
            srcaddr: '203.0.113.66',
            dstaddr: '10.0.0.10',
          })),
        ),
      'large amounts of data': () => v5(beats(60, () => 60).map((fields) => ({ ...fields, bytes: 900_000 }))),
      'a different size each time': () =>
        v5(beats(60, () => 60).map((fields, i) => ({ ...fields, bytes: 600 * 2 ** (i % 5) }))),
      'nobody answers': () =>
        v5(
          beats(60, () => 60).map((fields) => ({ ...fields, tcp_flags: 2, packets: 6, bytes: 360 })),
          false,
        ),
    },
  },
});

function endOf({ remote, remotePort }: VpcFlowRecord): string {
  return `${remote} port ${remotePort}`;
}

const SEVERAL = 3;
/**
 * A complete TCP conversation with data takes five packets from the instance; a question with its answer takes little
 * more.
 */
const PACKETS_MIN = 5;
const PACKETS_MAX = 24;
/** The size of a packet without data, in bytes: an unanswered SYN is sent again and again. */
const EMPTY = 64;

const ON = { settings: { 'Backdoor:EC2/Beacon': { enabled: true } } };

/** Autonomous systems of Microsoft, Cloudflare, Google, Akamai, GitHub, Canonical and Fastly. */
const POLLED = [8075, 13335, 15169, 16625, 20940, 36459, 41231, 54113];

function polled(n: number): string {
  return `203.0.113.${100 + n}`;
}

/** On the boundary of a day. */
const START = 1772409600;

/** A number of calls; `after` gives the seconds between each call and the one before. */
function beats(count: number, after: (i: number) => number, firstPort = 41_000): readonly FlowExample[] {
  let start = START;
  return Array.from({ length: count }, (_, i) => {
    start += after(i);
    return {
      dstaddr: '203.0.113.66',
      srcport: firstPort + i,
      dstport: 443,
      packets: 9,
      bytes: 1200 + ((i * 17) % 90),
      start,
    };
  });
}

/** The flows together with their answers. */
function both(flows: readonly FlowExample[]): readonly FlowExample[] {
  return flows.flatMap((fields) => {
    const { srcaddr = '10.0.0.10', dstaddr = '', srcport = 0, dstport = 0 } = fields;
    const back = { srcaddr: dstaddr, dstaddr: srcaddr, srcport: dstport, dstport: srcport, packets: 8, bytes: 900 };
    return [
      fields,
      {
        ...fields,
        ...back,
        flow_direction: fields['flow_direction'] === 'ingress' ? 'egress' : 'ingress',
        tcp_flags: 18,
      },
    ];
  });
}

function v5(flows: readonly FlowExample[], isAnswered = true) {
  return { ...ON, header: FLOW_V5_HEADER, records: (isAnswered ? both(flows) : flows).map((fields) => flowV5(fields)) };
}
