import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery } from '#services/sources/dns-query/record.ts';
import { aboutAsker } from '../kits/instance.ts';
import { evidence, mayBeMadeUp } from '../kits/made-up/evidence.ts';
import { EC2_TYPES } from '../kits/references.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Trojan:EC2/DGADomainRequest.B',
  title: 'An instance asks for names that a program makes up',
  why: 'Malware makes up domains by the day and tries them one after the other until one answers, so that nobody can take all of them away.',
  asks: 'Did an instance ask within a day for several domains that nobody would have chosen, most of which do not exist?',
  severity: 'High',
  attack: ['T1568.002'],
  settings: {
    evidence: {
      default: 35,
      because:
        'How much likelier malware explains the names than chance, as the log of the odds. A name gives at most 9.4, so four are the fewest; names of words give some 3 each.',
    },
  },

  from: dnsQuery('A', 'AAAA'),
  where: { query_name: mayBeMadeUp },
  and: (record, { intel }) =>
    evidence(record) !== undefined && intel.domain(record.query_name, 'popular') === undefined,
  about: (record) => aboutAsker(record),
  tally: (t) => ({
    names: t.heaviest(evidence),
    missing: t.distinct((record) => (record.rcode === 'NXDOMAIN' ? record.query_name : undefined)),
  }),
  having: ({ tallies: { names } }, { settings }) => names.weight >= 100 * settings.evidence,

  explain: ({ subject, tallies: { names, missing } }) =>
    `${subject.resource.id} asked for ${counted(names.size, 'domain')} that ${names.size === 1 ? 'looks' : 'look'} made up by a program (${enumerated(names.values, 5)}); ${missing.exact ? '' : 'about '}${missing.size} of them ${missing.size === 1 ? 'does' : 'do'} not exist.`,
  asff: 'TTPs/Command and Control/Trojan:EC2-DGADomainRequest.B',
  blindTo: [
    'Malware that asks for fewer than four such names between one midnight (UTC) and the next.',
    'Names that three or more hosts ask for within the same log object: of an outbreak that runs in step, what is not in step.',
    'Names with something before the domain, names of AWS, punycode, and names inside networks.',
    'Names that all exist, of a host that asks for much else.',
    'Queries to other resolvers, and DNS over HTTPS: the resolver’s log does not hold them.',
  ],
  falsePositives: [
    'Browsers and tests that try whether a resolver answers for names that there are not, if they add a public suffix to what they throw dice for.',
    'Hosts that check long lists of domains of strangers: scanners of phishing, collectors of block lists. Suppress the finding for them, or put their subjects on a `popular` list.',
  ],
  respond: [
    'Look at the names: made up ones have no meaning, or put words together that do not belong together, and many differ in the same way.',
    'Ask what the instance asked for that did exist: the name that answered is where orders come from.',
    'If none of its programs explains the names, isolate the instance, and look for what asks.',
  ],
  references: [EC2_TYPES],
  examples: {
    fires: {
      'letters at random, none of which exist': () => asked(LETTERS, '2026-03-02T10:00:00Z', 10),
      'a name in ten minutes': () => asked(LETTERS.slice(0, 6), '2026-03-02T10:00:00Z', 600),
      'words that were put together': () => asked(WORDS, '2026-03-02T10:00:00Z', 600),
      'hundreds, one of which answers': () => {
        const { records } = asked(LETTERS, '2026-03-02T10:00:00Z', 10);
        return {
          records: [...records, query({ query_name: 'wqxkfjvhzpd.com.', query_timestamp: '2026-03-02T10:05:00Z' })],
        };
      },
    },
    quiet: {
      'a few': () => asked(LETTERS.slice(0, 3), '2026-03-02T10:00:00Z', 10),
      'the same name all day': () =>
        asked(
          Array.from({ length: 100 }, () => LETTERS[0] ?? ''),
          '2026-03-02T01:00:00Z',
          600,
        ),
      'names of mistyped domains': () =>
        asked(
          ['gooogle.com', 'exampel.org', 'amazom.com', 'facebok.com', 'wikipeda.org', 'githib.com'],
          '2026-03-02T10:00:00Z',
          10,
        ),
      'names that several hosts ask for': () => ({
        records: LETTERS.flatMap((name) =>
          ['10.0.0.10', '10.0.0.11', '10.0.0.12'].map((srcaddr, i) =>
            query({
              query_name: `${name}.`,
              rcode: 'NXDOMAIN',
              answers: [],
              srcaddr,
              srcids: { instance: `i-0123456789abcdef${i}` },
            }),
          ),
        ),
      }),
      'popular names': () => ({ ...asked(LETTERS, '2026-03-02T10:00:00Z', 10), lists: { popular: LETTERS } }),
      'hosts of a domain': () =>
        asked(
          LETTERS.map((name) => `${name.replace('.', '-')}.shop.example`),
          '2026-03-02T10:00:00Z',
          10,
        ),
      'punycode and names inside': () =>
        asked(
          LETTERS.flatMap((name) => [
            `xn--${name}`,
            name.replace(/\.\w+$/, '.internal'),
            name.replace(/\.\w+$/, '.corp'),
          ]),
          '2026-03-02T10:00:00Z',
          10,
        ),
      'a crawler meets some among hundreds': () => ({
        records: [
          ...asked(LETTERS.slice(0, 6), '2026-03-02T10:00:00Z', 10).records,
          ...Array.from({ length: 400 }, (_, i) =>
            query({
              query_name: `www.garden-shop-${i}.com.`,
              answers: [{ Rdata: `203.0.113.${i % 250}`, Type: 'A', Class: 'IN' }],
            }),
          ),
        ],
      }),
    },
  },
});

function asked(names: readonly string[], from: string, every: number) {
  return {
    records: names.map((name, i) =>
      query({
        query_name: `${name}.`,
        rcode: 'NXDOMAIN',
        answers: [],
        query_timestamp: new Date(Date.parse(from) + i * every * 1000).toISOString().replace('.000', ''),
      }),
    ),
  };
}

const LETTERS: readonly string[] = [
  'xkqjvhzwpd.com',
  'tqwzkfhhbxrj.net',
  'pzvkxqgjwd.org',
  'bhwqkzxvfjt.info',
  'qgxzwkvjhr.biz',
  'vjkzqwxhpfd.com',
  'zxqhkvwjgtb.net',
  'kwjzqxvhdfp.org',
  'hqzxkjwvbgr.com',
  'wxzkqhvjpfl.info',
];
const WORDS: readonly string[] = (
  'breadorderly candlefurther doctorgather experiencewritten fellowvalley glassperhaps humanstranger increasetwelve ' +
  'journeybecause knownmeasure leaderafternoon membernature nothingweather ordinarybicycle pleasantchapter ' +
  'quicklyforeign rathercountry severalsister thirteenmuscle understandpicture variousdinner withinseparate'
)
  .split(' ')
  .map((words) => `${words}.net`);
