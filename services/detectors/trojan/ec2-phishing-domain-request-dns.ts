import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/PhishingDomainRequest!DNS',
  title: 'An instance asked for a domain of phishing',
  why: 'Whoever follows a link there is asked for a password; an instance that serves such pages asks as well.',
  severity: 'High',
  attack: ['T1566.002', 'T1583.001'],
  category: 'phishing',
  asksFor: 'on a list of phishing sites',
  knownAs: 'phishing',
  asff: 'TTPs/Command and Control/Trojan:EC2-PhishingDomainRequest!DNS',
  falsePositives: [
    'Mail filters and browsers of remote desktops that ask for what mails mention.',
    'Mail filters, proxies and resolvers that ask for what others mention.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If somebody browses there, ask what was typed in, and change it.',
  ],
});
