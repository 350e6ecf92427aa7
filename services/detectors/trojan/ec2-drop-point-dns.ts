import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/DropPoint!DNS',
  title: 'An instance queried a domain of a drop point for stolen data',
  why: 'Malware uploads stolen data to a drop point, where the attacker collects it.',
  severity: 'Medium',
  attack: ['T1074.002', 'T1041'],
  category: 'drop-point',
  asksFor: 'on a list of drop points',
  knownAs: 'a drop point',
  asff: 'Effects/Data Exfiltration/Trojan:EC2-DropPoint!DNS',
  falsePositives: [
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
    'A domain that was cleaned up, or changed hands, after the list was made.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If there is no good reason, isolate the instance, and check how much was sent to the address in the answer.',
  ],
});
