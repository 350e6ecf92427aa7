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
  title: 'An instance queried a domain that signals a successful exploit',
  why: 'Testers and attackers plant names that only their injected code looks up: the query tells them that the exploit worked.',
  asks: 'Did an instance query a subdomain of a public service that reports such queries?',
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
        'These services are open to everybody, and report every query for a subdomain to its user. Add services that you know of.',
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
      High: 'a name carries data in front of the probe: a host name, a user, a variable',
      Medium: 'only the probe was queried',
    },
    of: ({ tallies }) => (tallies.loaded > 0 ? 'High' : 'Medium'),
  },

  explain: ({ subject, count, tallies }) =>
    `${subject.resource.id} queried ${enumerated(tallies.names)} ${counted(count, 'time')}, which tells whoever planted the name that the instance queried it${tallies.loaded > 0 ? ', and the data in front of it' : ''}.`,
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-OutOfBandProbe!DNS',
  blindTo: [
    'Services that attackers run under names of their own.',
    'Exploits that report back by HTTP to an address, or not at all.',
  ],
  falsePositives: [
    'Your own tests against this instance.',
    'Mail and link scanners, which open what others send, and honeytokens of your own that were opened.',
  ],
  respond: [
    'Ask who tests the instance, and from where.',
    'If nobody does, look in the logs of its services for the request that contained the name: that service is vulnerable.',
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
      'its www subdomain': () => asked('www.canarytokens.org.'),
      'a name that only ends like it': () => asked('probe.notoast.fun.'),
      'the name in front of a filter’s suffix': () => asked('probe.oast.fun.filter.example.'),
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
