import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { minutes } from '#services/model/time.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery, type DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { dataInAnswers, proofInAnswers } from '../kits/answer-data.ts';
import { carriedBy, LONG_MIN, type Carried } from '../kits/carried.ts';
import { splitName } from '../kits/domain-name.ts';
import { mayHoldData } from '../kits/encoded.ts';
import { aboutAsker } from '../kits/instance.ts';
import { isOperated } from '../kits/operated-zones.ts';
import { ends } from '../kits/wording.ts';

const TEXT_MIN = 100;

/** By what they are asked: digests and addresses by filters of mail, digests by antivirus, ids of clients that sign in. */
const LOOK_UP_ZONES: readonly string[] = (
  'barracudabrts.com msbl.org rspamd.com spamhaus.net spamhaus.org surbl.org uribl.com ' +
  'avqs.mcafee.com avts.mcafee.com cymru.com e5.sk sophosxl.net trendmicro.com apps.googleusercontent.com'
).split(' ');

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
        'Names, or answers, that hold at least thirty encoded characters. A tunnel needs thousands; other programs meet such names by the dozen.',
    },
    shortNames: {
      default: 500,
      because:
        'Names that hold eight to thirty encoded characters: hosts and caches are called so, but few programs ask for hundreds of one domain.',
    },
    builtNames: {
      default: 300,
      because:
        'Names, or answers, that look as AWS or a standard builds them, in a zone that is not theirs: keys of mail, validations of certificates, names with a search domain behind them.',
    },
    texts: {
      default: 10,
      because:
        'Answers of a hundred encoded characters and more, each under its own name: mail and verification need one or two of a domain.',
    },
    lookUpZones: {
      default: LOOK_UP_ZONES,
      because:
        'Services that are asked about files and mail by long names, or give such names themselves: only they answer below these zones. A list of your own replaces this one.',
    },
  },

  from: dnsQuery(),
  where: { asked: (what, { settings }) => mayCarry(what, settings.lookUpZones) },
  and: (record) => carried(record) !== undefined || fetched(record) > 0 || proofInAnswers(record) > 0,
  about: (record) => {
    const zone = splitName(record.query_name)?.zone;
    return zone === undefined ? undefined : aboutAsker(record, zone || '(no domain)');
  },
  within: minutes(10),
  tally: (t) => ({
    names: t.distinct(newsIn('long')),
    shortNames: t.distinct(newsIn('short')),
    builtNames: t.distinct(newsIn('built')),
    sentBytes: t.sum((record) => carried(record)?.characters ?? 0),
    answers: t.distinct((record) => (fetched(record) >= LONG_MIN ? record.query_name : undefined)),
    texts: t.distinct((record) => (fetched(record) >= TEXT_MIN ? record.query_name : undefined)),
    proofs: t.distinct((record) => (proofInAnswers(record) > 0 ? record.query_name : undefined)),
    fetchedBytes: t.sum((record) => fetched(record) + proofInAnswers(record)),
  }),
  having: ({ tallies: { names, shortNames, builtNames, answers, texts, proofs } }, { settings }) =>
    names.size >= settings.names ||
    shortNames.size >= settings.shortNames ||
    builtNames.size >= settings.builtNames ||
    proofs.size >= settings.builtNames ||
    answers.size >= settings.names ||
    texts.size >= settings.texts,

  explain: ({ subject, remotes, tallies }) => {
    const { sentBytes, fetchedBytes } = tallies;
    const names = tallies.names.size + tallies.shortNames.size + tallies.builtNames.size;
    const answered = Math.max(tallies.answers.size, tallies.texts.size, tallies.proofs.size);
    const whole = [
      ...(names > 0
        ? [`asked for ${counted(names, 'name')} that hold some ${counted(sentBytes, 'character')} of encoded data`]
        : []),
      ...(answered > 0
        ? [`fetched ${counted(answered, 'answer')} with ${counted(fetchedBytes, 'character')} of encoded data`]
        : []),
    ];
    return `${subject.resource.id} ${whole.join(' and ')}, under ${ends(remotes, 'domain')}.`;
  },
  asff: 'TTPs/Command and Control/Trojan:EC2-DNSDataExfiltration',
  blindTo: [
    'Tunnels slower than 50 long names in ten minutes, or spread over many domains.',
    'Data cut to the length of a digest (MD5, SHA), one a name with nothing else that changes, as files and mail are looked up; data in UUIDs, or in words.',
    'Data in the addresses that are answered, in aliases of names that hold none and are asked for addresses, and in records of addresses, places, rules, and keys and signatures of a zone (RRSIG, DNSKEY, DS, NSEC3, SSHFP, CERT, CAA, HTTPS and the like).',
    'Queries to other resolvers, and DNS over HTTPS: the resolver’s log does not hold them.',
  ],
  falsePositives: [
    'Services that look things up by long names that are no digests, such as antivirus and mail filters: add their domains to `lookUpZones`, or to a `trusted` list if nothing about them is to be found.',
    'Hosts of your own with encoded names in a public domain, resolved by the hundred: raise `shortNames` for the account that does.',
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
      'texts that hold data': () => dropTexts(10),
      'a text of several strings': () => fetchedOf('TXT', (i) => `"${payload(i, 60)}" "${payload(i + 500, 60)}"`),
      'a text with a tag in front of it': () => fetchedOf('TXT', (i) => `"p=${payload(i, 180)}"`),
      'a record of no known type': () => fetchedOf('TYPE65399', (i) => String.raw`\# 100 ${payload(i, 200)}`),
      'a record that nobody uses': () => fetchedOf('NULL', (i) => payload(i, 120)),
      'keys of nobody': () => fetchedOf('KEY', (i) => `256 3 5 ${payload(i, 160)}`),
      'a key of a service where none can be': () => fetchedOf('TLSA', (i) => `3 0 0 ${payload(i, 400)}`),
      'aliases under the same domain': () =>
        fetchedOf('CNAME', (i) => `${payload(i, 60)}.${payload(i + 500, 60)}.drop.example.`),
      'mail servers under the same domain': () =>
        fetchedOf('MX', (i) => `10 ${payload(i, 60)}.${payload(i + 500, 60)}.drop.example.`),
      'hundreds of answers that look like proofs': () =>
        fetchedOf('TXT', (i) => `"${payload(i, 43)}"`, 320, 'drop.example', '_acme-challenge.'),
      'fifty answers of less': () => fetchedOf('TXT', (i) => `"${payload(i, 40)}"`, 50),
      'many labels of a few characters': () =>
        addresses(60, (i) => `${[0, 1, 2, 3, 4].map((j) => payload(7 * i + j, 8)).join('.')}.drop.example.`),
      'hundreds of short names': () => addresses(560, (i) => `${payload(i, 14)}.drop.example.`),
      'letters alone': () =>
        addresses(
          50,
          (i) => `${payload(i, 50).replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}.drop.example.`,
        ),
      'pieces as long as a digest, with numbers': () => addresses(50, (i) => `${i}.${payload(i, 32)}.drop.example.`),
      'readable text in pieces as long as a digest': () =>
        addresses(50, (i) => `${Buffer.from(`line ${1000 + i} of it`).toString('hex')}0a.drop.example.`),
      'under a zone that gives names to anybody': () =>
        asked(dropNames(50).map((name) => name.replace('drop.example', 'drop.duckdns.org'))),
    },
    quiet: {
      'forty-nine names': () => asked(dropNames(49)),
      'the same name fifty times': () => asked(dropNames(50).map(() => dropNames(1)[0] ?? '')),
      'fifty names in an hour': () => ({
        records: dropNames(50).map((query_name, i) => query({ query_name, query_timestamp: at(i * 72) })),
      }),
      'digests of files, as antivirus asks for them': () =>
        asked(dropNames(100).map((_, i) => `${payload(i, 32)}.hashes.filter.example.`)),
      'SHA-256 in hexadecimal, cut where a label ends': () =>
        asked(
          dropDigests(100, 64).map((digest) => `${digest.slice(0, 63)}.${digest.slice(63)}.hashes.filter.example.`),
        ),
      'names of AWS': () =>
        addresses(100, (i) => `vpce-${payload(i, 17)}-${payload(i, 8)}.s3.us-east-1.vpce.amazonaws.com.`),
      'keys of mail that Amazon SES sent': () =>
        fetchedOf('TXT', (i) => `"p=${payload(i, 200)}"`, 100, 'dkim.amazonses.com'),
      'validations of certificates': () =>
        addresses(100, (i) => `_${payload(i, 32)}.${payload(i + 500, 8)}.shop.example.`),
      'keys of mail, by the token': () =>
        asked(dropDigests(100, 33).map((token) => `${token}._domainkey.shop.example.`)),
      'a load balancer with a search domain behind it': () =>
        addresses(100, (i) => `${payload(i, 32)}-${1000 + i}.us-east-1.elb.amazonaws.com.corp.shop.example.`),
      'what a filter of mail is asked': () =>
        asked(dropNames(100).map((name) => name.replace('drop.example', 'fuzzy.uribl.com'))),
      'aliases to a network that delivers': () =>
        fetchedOf('CNAME', (i) => `${payload(i, 60)}.${payload(i + 500, 60)}.delivery.com.`),
      'proofs that hosts may have certificates': () =>
        fetchedOf('TXT', (i) => `"${payload(i, 40)}-_A"`, 100, 'shop.example', '_acme-challenge.'),
      'signatures and keys of the zone': () => fetchedOf('DNSKEY', (i) => `257 3 8 ${payload(i, 300)}`),
      'keys of services': () => fetchedOf('TLSA', (i) => `3 0 0 ${payload(i, 400)}`, 10, '_tcp.shop.example'),
      'settings of a service, as a list': () =>
        fetchedOf(
          'TXT',
          (i) => `"owner=prod,made-by/service=shop/web${i},made-by/resource=ingress/shop/web${i}-v2/a${i}b1"`,
          100,
          'shop.example',
        ),
      sentences: () => fetchedOf('TXT', () => `"${'the host is on the list, see why '.repeat(6)}"`, 100),
      'less than hundreds of short names': () => addresses(499, (i) => `${payload(i, 14)}.shop.example.`),
      'hosts by their numbers': () => addresses(560, (i) => `web-${1000 + i}.rack${i % 40}.dc2.shop.example.`),
      'instances by their ids': () => addresses(560, (i) => `i-${payload(i, 17)}.hosts.shop.example.`),
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

/** Asked once per distinct name and kind of type: what can carry nothing is dropped before it becomes a record. */
function mayCarry(what: string | undefined, zones: readonly string[]): boolean {
  const [, kind, name = ''] = /^(\w+) (.*)$/s.exec(what ?? '') ?? [];
  const isAddress = kind === 'address';
  if (isAddress && !mayHoldData(name)) return false;
  const parts = splitName(name);
  if (parts === undefined || isOperated(name, zones)) return false;
  // The name under which an answer of another type is fetched is new each time, for the resolver would answer one name from its cache.
  return isAddress ? carriedBy(parts) !== undefined : parts.labels.length > 0;
}

function carried({ query_name }: DnsQueryRecord): Carried | undefined {
  const parts = mayHoldData(query_name) ? splitName(query_name) : undefined;
  return parts && carriedBy(parts);
}

function newsIn(kind: Carried['kind']): (record: DnsQueryRecord) => string | undefined {
  return (record) => {
    const found = carried(record);
    return found?.kind === kind ? found.news : undefined;
  };
}

/** How many characters of encoded data were fetched; 0 when there are too few to speak of. */
function fetched(record: DnsQueryRecord): number {
  const characters = dataInAnswers(record);
  return characters >= LONG_MIN ? characters : 0;
}

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

function dropDigests(count: number, length: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => payload(i, length));
}

function dropNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${payload(i, 60)}.${payload(i + 500, 35)}.drop.example.`);
}

function fetchedOf(Type: string, Rdata: (i: number) => string, count = 10, zone = 'drop.example', before = '') {
  return {
    records: Array.from({ length: count }, (_, i) =>
      query({
        query_name: `${before}${wordOf(i)}.${zone}.`,
        query_type: Type,
        query_timestamp: at(i / 2),
        answers: [{ Rdata: Rdata(i), Type, Class: 'IN' }],
      }),
    ),
  };
}

function addresses(count: number, nameOf: (i: number) => string) {
  return {
    records: Array.from({ length: count }, (_, i) => query({ query_name: nameOf(i), query_timestamp: at(i / 2) })),
  };
}

/** A label of letters, another for each number below a thousand. */
function wordOf(i: number): string {
  return [...String(i).padStart(3, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('');
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
