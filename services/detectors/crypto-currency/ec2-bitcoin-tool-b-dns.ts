import { counted, number } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery } from '#services/sources/dns-query/record.ts';
import { aboutAsker } from '../kits/instance.ts';
import { domainMatches, domainOn, listNames } from '../kits/lists.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'CryptoCurrency:EC2/BitcoinTool.B!DNS',
  title: 'An instance asked for a domain of cryptocurrency mining',
  why: 'Mining for somebody else is what most intruders do with an instance.',
  asks: 'Did an instance ask for a domain on a list of mining pools and tools?',
  severity: 'High',
  attack: ['T1496'],
  needs: ['mining'],

  from: dnsQuery(),
  where: { query_name: domainOn('mining') },
  about: (record) => aboutAsker(record),
  tally: (t) => ({ names: t.sample((record) => record.query_name) }),

  explain: ({ subject, count, tallies }, look) => {
    const lists = listNames(domainMatches(tallies.names, 'mining', look));
    return `${subject.resource.id} asked ${count === 1 ? 'once' : `${number(count)} times`} for ${enumerated(tallies.names)} (${counted(tallies.names.length, 'name')}), mining by the ${lists}.`;
  },
  lists: ({ tallies }, look) => domainMatches(tallies.names, 'mining', look),
  asff: 'TTPs/Command and Control/CryptoCurrency:EC2-BitcoinTool.B!DNS',
  blindTo: [
    'Pools that are on no list.',
    'Miners that use addresses, a resolver outside the VPC, or DNS over HTTPS.',
    'Repeated questions that the resolver answers from its cache.',
  ],
  falsePositives: ['Instances that mine, or follow a block chain, with leave.'],
  respond: [
    'Ask the owner of the instance whether it mines, or resolves names for others.',
    'If not, isolate it, and look for what uses its processors.',
    'Find out how the miner came in: most often an open management port, a leaked key, or a container.',
  ],
  references: [
    {
      title: 'GuardDuty EC2 finding types',
      url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
    },
  ],
  examples: {
    fires: {
      'the address of a pool': () => asked('eu.pool.coins.example.'),
      'in any case': () => asked('EU.Pool.CoinS.example.'),
      'even if there is no such name any more': () => asked('pool.coins.example.', { rcode: 'NXDOMAIN', answers: [] }),
      'from a function, which has no instance': () => asked('pool.coins.example.', { srcids: {} }),
    },
    quiet: {
      'another name': () => asked('www.shop.example.'),
      'a name that only ends like one': () => asked('notcoins.example.'),
    },
  },
});

function asked(query_name: string, overrides: object = {}) {
  return { records: [query({ query_name, ...overrides })], lists: { mining: ['coins.example'] } };
}
