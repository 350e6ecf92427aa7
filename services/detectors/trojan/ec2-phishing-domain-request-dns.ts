import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/PhishingDomainRequest!DNS',
  title: 'An instance queried a phishing domain',
  why: 'Users who follow a link there are asked for a password; an instance that hosts such pages queries the domain as well.',
  severity: 'High',
  attack: ['T1566.002', 'T1583.001'],
  category: 'phishing',
  asksFor: 'on a list of phishing sites',
  knownAs: 'phishing',
  asff: 'TTPs/Command and Control/Trojan:EC2-PhishingDomainRequest!DNS',
  falsePositives: [
    'Mail filters and browsers of remote desktops that look up links in mails.',
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If somebody browsed there, ask which passwords were entered, and change them.',
  ],
});
