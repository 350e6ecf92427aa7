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
  title: 'An instance calls the same address in a rhythm',
  why: 'Malware asks its master for orders every so many seconds, with a few bytes, for as long as it lives; people and most programs call when they have something to say.',
  asks: 'Did an instance begin conversations with one public address again and again, a period apart and alike in size?',
  severity: 'Low',
  attack: ['T1071', 'T1029'],
  settings: {
    enabled: {
      default: false,
      because:
        'It remembers every pair that talks, all day: reading flow logs takes twice the time with it, and twice the memory. Switch it on for the accounts that are worth it.',
    },
    beats: {
      default: 32,
      because:
        'Conversations in a row, each a period after the one before. By chance a dozen come about where there are many; 32 take half an hour of a beat a minute, and most of a day of a beat in half an hour.',
    },
    bytes: {
      default: 20_000,
      because: 'What asks for orders says little. More than this is work: uploads, metrics in bulk, backups.',
    },
    ports: {
      default: ['25', '53', '123', '853'],
      because: 'Clocks, resolvers and mail relays are called in a rhythm by everybody; the ports are those of theirs.',
    },
    networks: {
      default: ['8075', '13335', '15169', '16625', '20940', '36459', '41231', '54113'],
      because:
        'Autonomous systems of services that programs ask for news: Microsoft, Cloudflare, Google, Akamai, GitHub, Canonical, Fastly. A list of your own replaces this one.',
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
    `${subject.resource.id} called ${ends(remotes)} again and again in a rhythm: ${calls.rhythm.beats} times in a row, ${duration(calls.rhythm.seconds * 1000)} apart, with about as many bytes each time.`,
  asff: 'TTPs/Command and Control/Backdoor:EC2-Beacon',
  blindTo: [
    'Beats less than 20 seconds or more than 45 minutes apart, and those that come more than a seventh of the period early or late.',
    'Conversations that stay open, datagrams, calls of fewer than 5 or more than 24 packets, and from ports below 32768.',
    'Masters at AWS, in `networks`, or called by three or more addresses of a VPC within one log object.',
    'What begins so often that the first hundred lie within minutes, and beats on both sides of midnight (UTC) that are too few on either.',
  ],
  falsePositives: [
    'Agents of monitoring, updates and licences that ask a service for news, where only one or two machines of the VPC have them: put the addresses on a `trusted` list, or their network into `networks`.',
    'Jobs by the clock that call a partner.',
  ],
  respond: [
    'Look up whose the address is, and since when the instance calls it.',
    'Ask which program calls: what has a name, an owner and a schedule is none of malware’s.',
    'If nobody knows it, isolate the instance and look for what calls; look among other findings for how it came there.',
  ],
  references: [
    { title: 'Command and Control (MITRE ATT&CK)', url: 'https://attack.mitre.org/tactics/TA0011/' },
    { title: 'RITA, Real Intelligence Threat Analytics', url: 'https://github.com/activecm/rita' },
  ],
  examples: {
    fires: {
      'a beat a minute': () => v5(beats(32, () => 60)),
      'with dice thrown for each': () => v5(beats(40, (i) => 60 + ((i * 7) % 13) - 6)),
      'a beat in half an hour': () => v5(beats(40, () => 1800)),
      'in the default format': () => ({ ...ON, records: both(beats(40, () => 60)).map((fields) => flow(fields)) }),
      'and it calls besides, when there are orders': () =>
        v5([...beats(32, () => 60), ...beats(10, (i) => 61 + ((i * 37) % 90), 51_000)]),
    },
    quiet: {
      'a beat less': () => v5(beats(31, () => 60)),
      'when there is something to say': () => v5(beats(80, (i) => 5 + ((i * i * 131) % 997))),
      'one conversation that stays open': () =>
        v5(beats(60, () => 60).map((fields, i) => ({ ...fields, srcport: 41_000, tcp_flags: i === 0 ? 2 : 0 }))),
      'in the default format, one that stays open': () => ({
        ...ON,
        records: both(beats(60, () => 60).map((fields) => ({ ...fields, srcport: 41_000 }))).map((fields) =>
          flow(fields),
        ),
      }),
      'a clock': () =>
        v5(beats(60, () => 64).map((fields) => ({ ...fields, dstport: 123, protocol: 17, tcp_flags: 0 }))),
      'a service of AWS': () => ({ ...v5(beats(60, () => 60)), amazon: ['203.0.113.66'] }),
      'a service that everybody asks for news': () => ({
        ...v5(beats(60, () => 60)),
        places: { '203.0.113.66': { asn: 13335, asnOrg: 'Cloudflare' } },
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
      'health checks of others': () =>
        v5(
          beats(60, () => 30).map((fields) => ({
            ...fields,
            flow_direction: 'ingress',
            srcaddr: '203.0.113.66',
            dstaddr: '10.0.0.10',
          })),
        ),
      'many bytes': () => v5(beats(60, () => 60).map((fields) => ({ ...fields, bytes: 900_000 }))),
      'different bytes each time': () =>
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
