import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/DropPoint!DNS',
  title: 'An instance asked for a domain where stolen data is left',
  why: 'What was stolen elsewhere is brought there, and fetched by the thief.',
  severity: 'Medium',
  attack: ['T1074.002', 'T1041'],
  category: 'drop-point',
  asksFor: 'on a list of drop points',
  knownAs: 'a drop point',
  asff: 'Effects/Data Exfiltration/Trojan:EC2-DropPoint!DNS',
  falsePositives: [
    'Mail filters, proxies and resolvers that ask for what others mention.',
    'A domain that was cleaned, or given to somebody else, since the list was made.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, isolate the instance, and look at how much was sent to the address that was answered.',
  ],
});
