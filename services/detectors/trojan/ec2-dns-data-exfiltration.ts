import { counted } from '#services/model/numbers.ts';
import type { DistinctReading, HeaviestReading, Weighed } from '#services/model/tally.ts';
import { defineDetector } from '#services/model/detector.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery } from '#services/sources/dns-query/record.ts';
import { carriedBy } from '../kits/carried.ts';
import { splitName } from '../kits/domain-name.ts';
import { mayHoldData } from '../kits/encoded.ts';
import { information } from '../kits/information.ts';
import { aboutAsker } from '../kits/instance.ts';
import { isOperated } from '../kits/operated-zones.ts';
import { ends } from '../kits/wording.ts';

/**
 * Zones whose queries carry data legitimately: digests and addresses from mail filters, digests from antivirus
 * programs, ids from clients that sign in.
 */
const LOOK_UP_ZONES: readonly string[] = (
  'barracudabrts.com msbl.org rspamd.com spamhaus.net spamhaus.org surbl.org uribl.com ' +
  'avqs.mcafee.com avts.mcafee.com cymru.com e5.sk sophosxl.net trendmicro.com apps.googleusercontent.com'
).split(' ');

export default defineDetector({
  type: 'Trojan:EC2/DNSDataExfiltration',
  title: 'An instance is moving data through DNS queries',
  why: 'A DNS query reaches the owner of the domain past every firewall: data that is encoded in the name leaves the network.',
  asks: 'Did an instance send data in names of one domain, or receive data in its answers, within a day?',
  severity: 'High',
  attack: ['T1048.003', 'T1071.004'],
  settings: {
    bytes: {
      default: 1800,
      because:
        'Bytes of new encoded data in one domain. In record types other than addresses they count twice, since hardly anything but a tunnel queries those for new names; in short names they count half, since hosts and caches have such names. Other queries of programs hold about twenty bytes a domain.',
    },
    names: {
      default: 1000,
      because:
        'Names, however little data each holds. Hosts and caches have hundreds of such names; few programs query a thousand in one domain.',
    },
    lookUpZones: {
      default: LOOK_UP_ZONES,
      because:
        'Services that look up files and mail by long names, or create such names themselves: only they answer below these zones. Your own list replaces this one.',
    },
  },

  from: dnsQuery(),
  where: { asked: (what, { settings }) => mayCarry(what, settings.lookUpZones) },
  and: (record) => information(record) !== undefined,
  about: (record) => {
    const zone = splitName(record.query_name)?.zone;
    return zone === undefined ? undefined : aboutAsker(record, zone || '(no domain)');
  },
  tally: (t) => ({
    data: t.heaviest(information),
    pieces: t.heaviest((record) => byPiece(information(record))),
    names: t.distinct((record) => information(record)?.value),
    pieceNames: t.distinct((record) => information(record)?.piece),
    odd: t.distinct((record) => (isAddress(record.query_type) ? undefined : information(record)?.value)),
  }),
  having: ({ tallies }, { settings }) => bytes(tallies) >= settings.bytes || namesOf(tallies).size >= settings.names,

  explain: ({ subject, remotes, tallies }) =>
    `${subject.resource.id} queried ${namesOf(tallies).exact ? '' : 'about '}${counted(namesOf(tallies).size, 'name')} under ${ends(remotes, 'domain')} with encoded data in the names or the answers, such as ${tallies.data.values[0]}: ${counted(bytes(tallies), 'byte')}${tallies.odd.size > 0 ? `, of which those in other record types than addresses (${share(tallies.odd.size, namesOf(tallies).size)} of the names) count twice` : ''}.`,
  asff: 'TTPs/Command and Control/Trojan:EC2-DNSDataExfiltration',
  blindTo: [
    'Tunnels of less than 1,800 bytes between one midnight (UTC) and the next (half of that in record types other than addresses), or spread over many domains.',
    'Data cut to the length of a digest (MD5, SHA), one in each name and nothing else that changes, as in lookups of files and mail; data in UUIDs, or in words.',
    'Data in address answers, in aliases of names without data that are queried for addresses, and in records of addresses, locations, rules, and keys and signatures of a zone (RRSIG, DNSKEY, DS, NSEC3, SSHFP, CERT, CAA, HTTPS and the like).',
    'Queries to other resolvers, and DNS over HTTPS: the resolver query log does not contain them.',
  ],
  falsePositives: [
    'Services that use long names that are no digests for lookups, such as antivirus and mail filters: add their domains to `lookUpZones`, or to a `trusted` list if you never want findings about them.',
    'Your own hosts with encoded names in a public domain, resolved by the thousand: raise `bytes` and `names` for that account.',
  ],
  respond: [
    'Look up who owns the domain, and since when: products that filter mail or files by DNS have well-known domains, and can be suppressed by domain.',
    'If nobody knows it, block the domain with DNS Firewall and isolate the instance.',
    'Estimate from the bytes what may have left, and find the program that makes the queries.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'names with encoded data': () => asked(dropNames(19)),
      'labels of arbitrary bytes': () => asked(dropNames(50).map((name) => name.replaceAll('a', '\\303'))),
      'a name without a top-level domain': () =>
        asked(dropNames(50).map((_, i) => `relay.${payload(i, 60)}.${payload(i + 1000, 26)}1.`)),
      'TXT records with encoded data': () => dropTexts(7),
      'a TXT record of several strings': () => fetchedOf('TXT', (i) => `"${payload(i, 60)}" "${payload(i + 500, 60)}"`),
      'a TXT record with a tag in front': () => fetchedOf('TXT', (i) => `"p=${payload(i, 180)}"`),
      'a record of no known type': () => fetchedOf('TYPE65399', (i) => String.raw`\# 100 ${payload(i, 200)}`),
      'a record type that nobody uses': () => fetchedOf('NULL', (i) => payload(i, 120)),
      'KEY records': () => fetchedOf('KEY', (i) => `256 3 5 ${payload(i, 160)}`),
      'a TLSA record where none can be': () => fetchedOf('TLSA', (i) => `3 0 0 ${payload(i, 400)}`),
      'aliases under the same domain': () =>
        fetchedOf('CNAME', (i) => `${payload(i, 60)}.${payload(i + 500, 60)}.drop.example.`),
      'mail servers under the same domain': () =>
        fetchedOf('MX', (i) => `10 ${payload(i, 60)}.${payload(i + 500, 60)}.drop.example.`),
      'hundreds of answers that look like domain validation': () =>
        fetchedOf('TXT', (i) => `"${payload(i, 43)}"`, 320, 'drop.example', '_acme-challenge.'),
      'fifty answers of less': () => fetchedOf('TXT', (i) => `"${payload(i, 40)}"`, 50),
      'many labels of a few characters': () =>
        addresses(160, (i) => `${[0, 1, 2, 3, 4].map((j) => payload(7 * i + j, 8)).join('.')}.drop.example.`),
      'hundreds of short names': () => addresses(500, (i) => `${payload(i, 14)}.drop.example.`),
      'letters alone': () =>
        addresses(
          100,
          (i) => `${payload(i, 50).replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}.drop.example.`,
        ),
      'pieces as long as a digest, with numbers': () => addresses(200, (i) => `${i}.${payload(i, 32)}.drop.example.`),
      'readable text in pieces as long as a digest': () =>
        addresses(200, (i) => `${Buffer.from(`line ${1000 + i} of it`).toString('hex')}0a.drop.example.`),
      'one name in a quarter of an hour': () => ({
        records: dropNames(32).map((query_name, i) =>
          query({ query_name, query_type: 'TXT', query_timestamp: at(i * 960), answers: [] }),
        ),
      }),
      'a thousand names with little data each': () => ({
        ...addresses(1100, (i) => `${payload(i, 16)}.drop.example.`),
        settings: { 'Trojan:EC2/DNSDataExfiltration': { bytes: 100_000 } },
      }),
      'a zone that gives names to anybody': () =>
        asked(dropNames(50).map((name) => name.replace('drop.example', 'drop.duckdns.org'))),
    },
    quiet: {
      'one name less': () => asked(dropNames(18)),
      'the same name fifty times': () => asked(dropNames(50).map(() => dropNames(1)[0] ?? '')),
      'half of it on one day, half on the next': () => ({
        records: dropNames(32).map((query_name, i) =>
          query({ query_name, query_type: 'TXT', query_timestamp: at(i * 3000), answers: [] }),
        ),
      }),
      'an id that stays the same, followed by a number': () =>
        addresses(1500, (i) => `${payload(7, 32)}.${i}.telemetry.drop.example.`),
      'digests of files, as antivirus looks them up': () =>
        asked(dropNames(100).map((_, i) => `${payload(i, 32)}.hashes.filter.example.`)),
      'SHA-256 in hexadecimal, split at the end of a label': () =>
        asked(
          dropDigests(100, 64).map((digest) => `${digest.slice(0, 63)}.${digest.slice(63)}.hashes.filter.example.`),
        ),
      'names of AWS': () =>
        addresses(100, (i) => `vpce-${payload(i, 17)}-${payload(i, 8)}.s3.us-east-1.vpce.amazonaws.com.`),
      'mail keys of Amazon SES': () => fetchedOf('TXT', (i) => `"p=${payload(i, 200)}"`, 100, 'dkim.amazonses.com'),
      'certificate validation': () => addresses(100, (i) => `_${payload(i, 32)}.${payload(i + 500, 8)}.shop.example.`),
      'mail keys named by token': () => asked(dropDigests(100, 33).map((token) => `${token}._domainkey.shop.example.`)),
      'a load balancer with a search domain': () =>
        addresses(100, (i) => `${payload(i, 32)}-${1000 + i}.us-east-1.elb.amazonaws.com.corp.shop.example.`),
      'lookups of a mail filter': () =>
        asked(dropNames(100).map((name) => name.replace('drop.example', 'fuzzy.uribl.com'))),
      'aliases to a content delivery network': () =>
        fetchedOf('CNAME', (i) => `${payload(i, 60)}.${payload(i + 500, 60)}.delivery.com.`),
      'ACME challenges': () =>
        fetchedOf('TXT', (i) => `"${payload(i, 40)}-_A"`, 100, 'shop.example', '_acme-challenge.'),
      'signatures and keys of the zone': () => fetchedOf('DNSKEY', (i) => `257 3 8 ${payload(i, 300)}`),
      'TLSA records': () => fetchedOf('TLSA', (i) => `3 0 0 ${payload(i, 400)}`, 10, '_tcp.shop.example'),
      'service settings as a list': () =>
        fetchedOf(
          'TXT',
          (i) => `"owner=prod,made-by/service=shop/web${i},made-by/resource=ingress/shop/web${i}-v2/a${i}b1"`,
          100,
          'shop.example',
        ),
      sentences: () => fetchedOf('TXT', () => `"${'the host is on the list, see why '.repeat(6)}"`, 100),
      'a few hundred short names': () => addresses(400, (i) => `${payload(i, 14)}.shop.example.`),
      'numbered hosts': () => addresses(560, (i) => `web-${1000 + i}.rack${i % 40}.dc2.shop.example.`),
      'instances named by id': () => addresses(560, (i) => `i-${payload(i, 17)}.hosts.shop.example.`),
      'long names that people chose': () =>
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
      'six answers with encoded data': () => dropTexts(6),
      'mail policies': () =>
        asked(
          Array.from({ length: 20 }, (_, i) => `s${i}._domainkey.shop.example.`),
          `"v=DKIM1; k=rsa; p=${payload(1, 200)}"`,
        ),
    },
  },
});

/**
 * Called once for each distinct name and kind of type: queries that can carry nothing are dropped before they become
 * records.
 */
function mayCarry(what: string | undefined, zones: readonly string[]): boolean {
  const [, kind, name = ''] = /^(\w+) (.*)$/s.exec(what ?? '') ?? [];
  const isForAddress = kind === 'address';
  if (isForAddress && !mayHoldData(name)) return false;
  const parts = splitName(name);
  if (parts === undefined || isOperated(name, zones)) return false;
  // A name that fetches an answer of another type is new each time, because the resolver would answer a repeated name
  // from its cache.
  return isForAddress ? carriedBy(parts) !== undefined : parts.labels.length > 0;
}

function byPiece(told: ReturnType<typeof information>): Weighed | undefined {
  return told && { value: told.piece, weight: told.weight };
}

/**
 * The bytes that count as a stream. Both the values and the digests in them must change, so the smaller of the two
 * weights counts.
 */
function bytes({ data, pieces }: { readonly data: HeaviestReading; readonly pieces: HeaviestReading }): number {
  return Math.min(data.weight, pieces.weight);
}

function namesOf(tallies: { readonly names: DistinctReading; readonly pieceNames: DistinctReading }): DistinctReading {
  const { names, pieceNames } = tallies;
  return names.size <= pieceNames.size ? names : pieceNames;
}

function isAddress(type: string): boolean {
  return type === 'A' || type === 'AAAA';
}

function share(part: number, whole: number): string {
  return `${Math.round((100 * Math.min(part, whole)) / whole)} %`;
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

function fetchedOf(Type: string, Rdata: (i: number) => string, count = 20, zone = 'drop.example', before = '') {
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

/** A label of letters, different for each number below a thousand. */
function wordOf(i: number): string {
  return [...String(i).padStart(3, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('');
}

/** The time so many seconds after ten in the morning. */
function at(seconds: number): string {
  return new Date(Date.UTC(2026, 2, 2, 10, 0, seconds)).toISOString().replace('.000', '');
}

/** So many hexadecimal digits without a pattern, equal for equal seeds. */
function payload(seed: number, length: number): string {
  let state = seed + 1;
  let digits = '';
  while (digits.length < length) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    digits += (state >>> 8).toString(16).padStart(6, '0');
  }
  return digits.slice(0, length);
}
