import { counted } from '#services/model/numbers.ts';
import { defineDetector } from '#services/model/detector.ts';
import { query } from '#services/sources/dns-query/example.ts';
import { dnsQuery } from '#services/sources/dns-query/record.ts';
import { isBelow } from '../kits/domain-name.ts';
import { aboutAsker } from '../kits/instance.ts';
import { enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'UnauthorizedAccess:EC2/OutOfBandProbe!DNS',
  own: true,
  title: 'A machine asked for a name by which attackers learn that an exploit worked',
  why: 'Testers and attackers plant names that nobody asks for unless their code runs: the question is the answer they wait for.',
  asks: 'Did an instance ask for a name below a public service that tells of such questions?',
  attack: ['T1190', 'T1595.002', 'T1071.004'],
  settings: {
    services: {
      default: [
        'bxss.me',
        'burpcollaborator.net',
        'canarytokens.com',
        'canarytokens.org',
        'ceye.io',
        'dnslog.cn',
        'interact.sh',
        'oast.fun',
        'oast.live',
        'oast.me',
        'oast.online',
        'oast.pro',
        'oast.site',
        'oastify.com',
        'requestrepo.com',
      ],
      because:
        'These are open to everybody, and tell their users of every name below them that is asked for. Add those that are run for you.',
    },
  },

  from: dnsQuery(),
  where: { query_name: (name, { settings }) => serviceOf(name ?? '', settings.services) !== undefined },
  about: (record) => aboutAsker(record),
  tally: (t) => ({
    names: t.sample((record) => record.query_name),
    loaded: t.count((record) => record.query_name.split('.').length > PROBE_LABELS),
  }),
  severity: {
    when: {
      High: 'a name carries something in front of the probe: a host name, a user, a variable',
      Medium: 'the probe alone was asked for',
    },
    of: ({ tallies }) => (tallies.loaded > 0 ? 'High' : 'Medium'),
  },

  explain: ({ subject, count, tallies }) =>
    `${subject.resource.id} asked ${counted(count, 'time')} for ${enumerated(tallies.names)}, which tells whoever planted the name that the instance asked for it${tallies.loaded > 0 ? ', and what stands in front of it' : ''}.`,
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-OutOfBandProbe!DNS',
  blindTo: [
    'Services that attackers run under names of their own.',
    'Exploits that answer by HTTP to an address, or that do not answer.',
  ],
  falsePositives: [
    'Tests of your own against this instance.',
    'Scanners of mail and links, which open what others send. Decoys of your own that were opened.',
  ],
  respond: [
    'Ask who tests the instance, and from where.',
    'If nobody does, look in the logs of what runs there for the request that had the name in it: that is what is open.',
    'Isolate the instance until you know what else ran.',
  ],
  references: [
    { title: 'MITRE ATT&CK: Exploit Public-Facing Application', url: 'https://attack.mitre.org/techniques/T1190/' },
  ],
  examples: {
    fires: {
      'a probe': () => asked('c8s4k2l1p0q9example0000000000abcd.oast.fun.'),
      'a host name in front of a probe, in another case': () => asked('WEB-1.c8s4k2l1p0q9example.OASTIFY.com.'),
      'a name that does not exist': () => asked('x7example.dnslog.cn.', { rcode: 'NXDOMAIN', answers: [] }),
    },
    quiet: {
      'the page of the service itself': () => asked('oast.fun.'),
      'its www': () => asked('www.canarytokens.org.'),
      'a name that only ends alike': () => asked('probe.notoast.fun.'),
      'asked of a filter': () => asked('probe.oast.fun.filter.example.'),
    },
  },
});

/** The labels of a service's name and its probe; further labels were put in front. */
const PROBE_LABELS = 3;

/** The service whose probe the name is. The names of its own website are no probes. */
function serviceOf(name: string, services: readonly string[]): string | undefined {
  return services.find((service) => isBelow(name, service) && name !== service && name !== `www.${service}`);
}

function asked(query_name: string, overrides: object = {}) {
  return { records: [query({ query_name, ...overrides })] };
}
