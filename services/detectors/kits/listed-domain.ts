import { counted, number } from '#services/model/numbers.ts';
import { defineDetector, type AnyDetector, type Detector, type Settings } from '#services/model/detector.ts';
import type { ListCategory } from '#services/model/intel.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery, type DnsQueryFields, type DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import { aboutAsker } from './instance.ts';
import { domainMatches, domainOn, listNames } from './lists.ts';
import { enumerated } from './wording.ts';

type Words = Pick<
  Detector<DnsQueryRecord, DnsQueryFields, Settings, Readonly<Record<string, never>>>,
  'type' | 'title' | 'why' | 'attack' | 'asff' | 'falsePositives' | 'respond'
>;

/** The texts of a finding type about a category of listed domains. */
export interface ListedDomain extends Words {
  readonly category: ListCategory;
  readonly severity: SeverityLabel;
  /** Finishes "Did an instance query a domain …?". */
  readonly asksFor: string;
  /** Finishes "queried NAME, classed as …". */
  readonly knownAs: string;
  readonly blindTo?: readonly string[];
}

/**
 * A detector of instances that ask the resolver of their VPC for a listed name, or a name below one. The question alone
 * is enough: a blocked name, or one that no longer exists, was wanted all the same.
 */
export function listedDomain({ category, knownAs, asksFor, blindTo = [], ...words }: ListedDomain): AnyDetector {
  return defineDetector({
    ...words,
    asks: `Did an instance query a domain ${asksFor}?`,
    needs: [category],

    from: dnsQuery(),
    where: { query_name: domainOn(category) },
    about: (record) => aboutAsker(record),
    tally: (t) => ({ names: t.sample((record) => record.query_name) }),

    explain: ({ subject, count, tallies }, look) => {
      const lists = listNames(domainMatches(tallies.names, category, look));
      return `${subject.resource.id} queried ${enumerated(tallies.names)} (${counted(tallies.names.length, 'name')}) ${count === 1 ? 'once' : `${number(count)} times`}, classed as ${knownAs} by the ${lists}.`;
    },
    lists: ({ tallies }, look) => domainMatches(tallies.names, category, look),
    blindTo: [
      'Domains that were on no list at the time: keep the lists fresh.',
      ...blindTo,
      'Servers that are reached by address, queries to a resolver outside the VPC, and DNS over HTTPS.',
      'Names that stand only in the answer: a name that is not listed may be an alias of one that is.',
      'Repeated queries that the instance answers from its cache.',
    ],
    references: [
      {
        title: 'GuardDuty EC2 finding types',
        url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
      },
    ],
    examples: {
      fires: {
        'a subdomain of a listed domain': () => asked(category, 'eu.www.listed.example.'),
        'in upper and lower case': () => asked(category, 'EU.Listed.Example.'),
        'a name that no longer exists': () => asked(category, 'listed.example.', { rcode: 'NXDOMAIN', answers: [] }),
        'its IPv6 address': () => asked(category, 'listed.example.', { query_type: 'AAAA', answers: [] }),
        'from a function, which has no instance': () => asked(category, 'listed.example.', { srcids: {} }),
        'blocked by the DNS Firewall': () =>
          asked(category, 'listed.example.', { firewall_rule_action: 'BLOCK', answers: [] }),
      },
      quiet: {
        'another name': () => asked(category, 'www.shop.example.'),
        'a name that only ends like a listed one': () => asked(category, 'notlisted.example.'),
        'a listed name in front of a suffix of a filter or a search list': () =>
          asked(category, 'listed.example.filter.example.'),
        'the parent of a listed domain': () => asked(category, 'example.'),
      },
    },
  });
}

function asked(category: ListCategory, query_name: string, overrides: object = {}) {
  return { records: [query({ query_name, ...overrides })], lists: { [category]: ['listed.example'] } };
}
