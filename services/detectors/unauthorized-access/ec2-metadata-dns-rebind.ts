import { defineDetector } from '#services/model/detector.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery, type DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { isInternal } from '../kits/domain-name.ts';
import { aboutAsker } from '../kits/instance.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:EC2/MetadataDNSRebind',
  title: 'A domain resolved to the instance metadata service',
  why: 'In a DNS rebinding attack, a name of the attacker resolves to the metadata service: a program on the instance that fetches it discloses the credentials of the instance.',
  asks: 'Was a query for an outside domain answered with the address of the instance metadata service, or with one from which containers get credentials?',
  severity: 'High',
  attack: ['T1552.005'],

  from: dnsQuery(),
  where: {
    metadata_answer: (may) => may === 'true',
    // No outsider can own a name under `internal`, which Amazon and other clouds use for their own names.
    query_name: (name) => name !== undefined && !isInternal(name),
    // A query that DNS Firewall blocks is answered by a rule of the account's owner.
    firewall_rule_action: (action) => action !== 'BLOCK',
  },
  and: (record) => record.answers.some(leadsToMetadata),
  about: (record) => aboutAsker(record),
  tally: (t) => ({
    names: t.sample((record) => record.query_name),
    addresses: t.sample((record) => record.answers.flatMap(addressesIn).find(handsOutCredentials)),
  }),

  explain: ({ subject, tallies }) =>
    `${subject.resource.id} queried ${enumerated(tallies.names)} and got an address that hands out credentials: ${enumerated(tallies.addresses)}.`,
  asff: 'TTPs/UnauthorizedAccess:EC2-MetadataDNSRebind',
  blindTo: [
    'Answers that the resolver gives from its cache, which are not logged.',
    'Other ways to the metadata service: redirects, and unusual spellings of its address.',
    'Names that only private zones answer, such as `metadata.google.internal`: whoever sets those can change Route 53 in the account, and needs no rebinding.',
    'Whether anything was fetched: flow logs do not show traffic to the metadata service.',
  ],
  falsePositives: ['Private zones that point a name of a public domain there on purpose.'],
  respond: [
    'Find the program on the instance that resolves names supplied by others: a proxy, a link previewer, a browser.',
    'Require IMDSv2 on the instance, which such requests cannot use, and revoke the sessions of its role.',
    'Look in CloudTrail for sessions of the role from unknown addresses.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'a name answered with the metadata address': () => answered('rebind.attacker.example.', '169.254.169.254'),
      'over IPv6': () => answered('rebind.attacker.example.', 'fd00:ec2:0:0:0:0:0:254', 'AAAA'),
      'mapped into IPv6': () => answered('rebind.attacker.example.', '::ffff:169.254.169.254', 'AAAA'),
      'mapped, in hexadecimal': () => answered('rebind.attacker.example.', '::FFFF:A9FE:A9FE', 'AAAA'),
      'translated, as DNS64 does': () => answered('rebind.attacker.example.', '64:ff9b::a9fe:a9fe', 'AAAA'),
      'translated with a prefix of the organization': () =>
        answered('rebind.attacker.example.', '2001:db8:64::169.254.169.254', 'AAAA'),
      'as the hint for a service': () =>
        answered('rebind.attacker.example.', '1 . alpn="h2" ipv4hint=192.0.2.1,169.254.169.254', 'HTTPS'),
      'as a hint over IPv6, where the log has the number of the type': () =>
        answered('rebind.attacker.example.', '1 svc.attacker.example. ipv6hint="fd00:ec2::254"', 'TYPE64'),
      'the address from which containers of ECS get credentials': () =>
        answered('rebind.attacker.example.', '169.254.170.2'),
      'the addresses from which pods of EKS get credentials': () => ({
        records: ['169.254.170.23', '::ffff:169.254.170.23', 'fd00:ec2::23'].flatMap(
          (address) => answered('rebind.attacker.example.', address, address.includes(':') ? 'AAAA' : 'A').records,
        ),
      }),
      'behind an alias': () => ({
        records: [
          query({
            query_name: 'a.attacker.example.',
            answers: [
              { Rdata: 'b.attacker.example.', Type: 'CNAME', Class: 'IN' },
              { Rdata: '169.254.169.254', Type: 'A', Class: 'IN' },
            ],
          }),
        ],
      }),
    },
    quiet: {
      'Amazon’s own name': () => answered('instance-data.ec2.internal.', '169.254.169.254'),
      'Amazon’s own name in another Region': () =>
        answered('instance-data.eu-west-1.compute.internal.', '169.254.169.254'),
      'the name of another cloud, in a private zone': () => answered('metadata.google.internal.', '169.254.169.254'),
      'another link-local address': () => answered('time.shop.example.', '169.254.169.123'),
      'an address with the same bytes further in front': () =>
        answered('www.shop.example.', '2001:db8:a9fe:a9fe::1', 'AAAA'),
      'an address beside those of containers': () => answered('www.shop.example.', '169.254.170.20'),
      'hints of other addresses': () =>
        answered('www.shop.example.', '1 . ipv4hint=192.0.2.1 ipv6hint=2001:db8::1', 'HTTPS'),
      'the address in another parameter of a service': () =>
        answered('www.shop.example.', '1 . key65280=169.254.169.254', 'HTTPS'),
      'the address as text': () => answered('note.shop.example.', '"169.254.169.254"', 'TXT'),
      'a DNS Firewall rule of ours answers': () => ({
        records: [
          {
            ...query({
              query_name: 'rebind.attacker.example.',
              answers: [{ Rdata: '169.254.169.254', Type: 'A', Class: 'IN' }],
            }),
            firewall_rule_action: 'BLOCK',
          },
        ],
      }),
    },
  },
});

function leadsToMetadata(answer: DnsQueryRecord['answers'][number]): boolean {
  return addressesIn(answer).some(handsOutCredentials);
}

/** The addresses in an answer, also those that the record of a service names as hints (RFC 9460). */
function addressesIn({ Rdata, Type }: DnsQueryRecord['answers'][number]): readonly string[] {
  if (Type === 'A' || Type === 'AAAA') return [Rdata];
  if (!SERVICES.has(Type)) return [];
  return Array.from(Rdata.matchAll(/(?:^|\s)ipv[46]hint="?([\da-f.:,]+)/gi), ([, hints = '']) =>
    hints.split(','),
  ).flat();
}

/** Resolvers write types that they do not know by number. */
const SERVICES: ReadonlySet<string> = new Set(['HTTPS', 'SVCB', 'TYPE65', 'TYPE64']);

/**
 * Whether the address hands out credentials, also at the end of an IPv6 address: mapped (`::ffff:…`), translated
 * (`64:ff9b::…`, as DNS64 makes it of any A record), or with another prefix that an organization uses for translation.
 */
function handsOutCredentials(address: string): boolean {
  if (!address.includes(':')) return IPV4.has(address);
  if (!URL.canParse(`http://[${address}]/`)) return false;
  const { hostname } = new URL(`http://[${address}]/`);
  return IPV6.test(hostname);
}

/** The metadata service of instances, and where containers of ECS and pods of EKS get credentials. */
const IPV4: ReadonlySet<string> = new Set(['169.254.169.254', '169.254.170.2', '169.254.170.23']);
const IPV6 = /^\[fd00:ec2::(?:254|23)\]$|:a9fe:(?:a9fe|aa02|aa17)\]$/;

function answered(query_name: string, Rdata: string, Type = 'A') {
  return { records: [query({ query_name, query_type: Type, answers: [{ Rdata, Type, Class: 'IN' }] })] };
}
