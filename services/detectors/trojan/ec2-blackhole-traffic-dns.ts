import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/BlackholeTraffic!DNS',
  title: 'An instance queried a domain that is redirected to a sinkhole',
  why: 'When a malware domain is taken down, it is redirected to a sinkhole: only infected machines still query it.',
  severity: 'Medium',
  attack: ['T1568'],
  category: 'sinkhole',
  asksFor: 'on a list of sinkholed domains',
  knownAs: 'led to a black hole',
  asff: 'TTPs/Command and Control/Trojan:EC2-BlackholeTraffic!DNS',
  blindTo: ['Domains that resolve to a sinkhole and are on no list: flow logs show the traffic.'],
  falsePositives: ['Malware research.', 'Mail filters, proxies and resolvers that look up names on behalf of others.'],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If there is no good reason, isolate the instance, and find the process that makes the queries.',
  ],
});
