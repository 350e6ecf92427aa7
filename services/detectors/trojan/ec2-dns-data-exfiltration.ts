import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery, type DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { isOpaque, mayBeOpaque, splitName } from '../kits/domain-name.ts';
import { aboutAsker } from '../kits/instance.ts';
import { ends } from '../kits/wording.ts';

export default defineDetector({
  type: 'Trojan:EC2/DNSDataExfiltration',
  title: 'An instance is moving data through DNS queries',
  why: 'A question for a name reaches whoever owns the domain, past every firewall: what is in the name has left.',
  asks: 'Did an instance send data in names of one domain, or fetch data in its answers, within ten minutes?',
  severity: 'High',
  attack: ['T1048.003', 'T1071.004'],
  settings: {
    names: {
      default: 50,
      because:
        'Names that hold at least thirty encoded characters. A tunnel needs thousands; look-ups of antivirus and telemetry come by the dozen.',
    },
    texts: {
      default: 10,
      because:
        'Texts of a hundred characters and more, each under its own name: mail and verification need one or two of a domain.',
    },
  },

  from: dnsQuery(),
  where: { query_name: mayCarry },
  and: (record) => sent(record) !== undefined || fetched(record) !== undefined,
  about: (record) => {
    const zone = zoneOf(record.query_name);
    return zone === undefined ? undefined : aboutAsker(record, zone || '(no domain)');
  },
  within: minutes(10),
  tally: (t) => ({
    names: t.distinct(sent),
    sentBytes: t.sum((record) => sent(record)?.length ?? 0),
    texts: t.distinct(fetched),
    fetchedBytes: t.sum((record) => textOf(record)?.length ?? 0),
  }),
  having: ({ tallies }, { settings }) => tallies.names.size >= settings.names || tallies.texts.size >= settings.texts,

  explain: ({ subject, remotes, tallies: { names, sentBytes, texts, fetchedBytes } }) => {
    const whole = [
      ...(names.size > 0
        ? [`asked for ${counted(names.size, 'name')} that hold some ${counted(sentBytes, 'character')} of encoded data`]
        : []),
      ...(texts.size > 0
        ? [`fetched ${counted(texts.size, 'text')} with ${counted(fetchedBytes, 'character')} of encoded data`]
        : []),
    ];
    return `${subject.resource.id} ${whole.join(' and ')}, under ${ends(remotes, 'domain')}.`;
  },
  asff: 'TTPs/Command and Control/Trojan:EC2-DNSDataExfiltration',
  blindTo: [
    'Tunnels slower than 50 long names in ten minutes, or spread over many domains.',
    'Data in short labels, or in labels cut to the length of a digest.',
    'Queries to other resolvers, and DNS over HTTPS: the resolver’s log does not hold them.',
  ],
  falsePositives: [
    'Services that look things up by long names, such as antivirus and mail filters: trust their domains.',
  ],
  respond: [
    'Look up who owns the domain, and since when: products that filter mail or files by DNS have well-known ones, and can be suppressed by domain.',
    'If nobody knows it, block the domain with DNS Firewall and isolate the instance.',
    'Estimate from the bytes what may have left, and find the program that asks.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'fifty names that hold data': () => asked(dropNames(50)),
      'in labels of any bytes': () => asked(dropNames(50).map((name) => name.replaceAll('a', '\\303'))),
      'under no top-level domain at all': () =>
        asked(dropNames(50).map((_, i) => `relay.${payload(i, 60)}.${payload(i + 1000, 26)}1.`)),
      'answers that hold data': () => dropTexts(10),
    },
    quiet: {
      'forty-nine names': () => asked(dropNames(49)),
      'the same name fifty times': () => asked(dropNames(50).map(() => dropNames(1)[0] ?? '')),
      'fifty names in an hour': () => ({
        records: dropNames(50).map((query_name, i) => query({ query_name, query_timestamp: at(i * 72) })),
      }),
      'digests of files, as antivirus asks for them': () =>
        asked(dropNames(100).map((_, i) => `${payload(i, 32)}.hashes.filter.example.`)),
      'long names that people made': () =>
        asked(
          Array.from(
            { length: 100 },
            (_, i) =>
              `the-quick-brown-fox-jumps-over-the-lazy-dog-${'abcdefghij'[i % 10]}${'klmnopqrst'[Math.floor(i / 10)]}.blog.example.`,
          ),
        ),
      'reverse look-ups': () => asked(dropNames(100).map((_, i) => `${i}.113.0.203.in-addr.arpa.`)),
      'names inside the network': () => asked(dropNames(100).map((_, i) => `${payload(i, 40)}.compute.internal.`)),
      'one name under each of fifty domains': () =>
        asked(dropNames(50).map((name, i) => name.replace('drop.', `drop${i}.`))),
      'nine answers that hold data': () => dropTexts(9),
      'mail policies': () =>
        asked(
          Array.from({ length: 20 }, (_, i) => `s${i}._domainkey.shop.example.`),
          `"v=DKIM1; k=rsa; p=${payload(1, 200)}"`,
        ),
    },
  },
});

/** Asked once per distinct name: what can carry nothing is dropped before it becomes a record. */
function mayCarry(name: string | undefined): boolean {
  // Data has digits or bytes in it, and the names under which texts are fetched count, for the resolver would answer one
  // name from its cache. To look for them takes a fraction of taking the name apart.
  if (name === undefined || !/[\d\u0080-\uffff]/.test(name)) return false;
  return splitName(name)?.labels.some((label) => /\d/.test(label) || isOpaque(label)) ?? false;
}

function zoneOf(name: string): string | undefined {
  return splitName(name)?.zone;
}

/** The data in the name; undefined when it holds none. */
function sent({ query_name }: DnsQueryRecord): string | undefined {
  if (!mayBeOpaque(query_name)) return undefined;
  const labels = splitName(query_name)?.labels ?? [];
  return labels.some(isOpaque) ? labels.join('') : undefined;
}

/** The name under which data was fetched; undefined when the answer holds none. */
function fetched(record: DnsQueryRecord): string | undefined {
  return textOf(record) === undefined ? undefined : record.query_name;
}

/** The first text of an answer that is long and without blanks. Records of mail and verification begin with `tag=`. */
function textOf({ query_type, answers }: DnsQueryRecord): string | undefined {
  if (!ANSWERED_WITH_TEXT.has(query_type)) return undefined;
  return answers.find(
    ({ Type, Rdata }) => Type === 'TXT' && /^"?[^\s"]{100,}"?/.test(Rdata) && !/^"?\w{1,30}=\w/.test(Rdata),
  )?.Rdata;
}

const ANSWERED_WITH_TEXT = new Set(['TXT', 'ANY']);

function asked(queryNames: readonly string[], text?: string) {
  const answers = text === undefined ? [] : [{ Rdata: text, Type: 'TXT', Class: 'IN' }];
  return {
    records: queryNames.map((query_name, i) =>
      query({ query_name, query_type: 'TXT', query_timestamp: at(i), answers }),
    ),
  };
}

function dropTexts(count: number) {
  return {
    records: Array.from({ length: count }, (_, i) =>
      query({
        query_name: `c${i}.drop.example.`,
        query_type: 'TXT',
        query_timestamp: at(i),
        answers: [{ Rdata: `"${payload(i, 180)}"`, Type: 'TXT', Class: 'IN' }],
      }),
    ),
  };
}

function dropNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${payload(i, 60)}.${payload(i + 500, 35)}.drop.example.`);
}

/** On the boundary of a window, plus so many seconds. */
function at(seconds: number): string {
  return new Date(Date.UTC(2026, 2, 2, 10, 0, seconds)).toISOString().replace('.000', '');
}

/** So many hexadecimal digits without a pattern, the same for the same seed. */
function payload(seed: number, length: number): string {
  let state = seed + 1;
  let digits = '';
  while (digits.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    digits += (state >>> 8).toString(16).padStart(6, '0');
  }
  return digits.slice(0, length);
}
