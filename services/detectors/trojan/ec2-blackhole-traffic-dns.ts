import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Trojan:EC2/BlackholeTraffic!DNS',
  title: 'An instance asked for a domain that leads to a black hole',
  why: 'Who takes malware’s domains away leads them into a black hole: only what is infected still asks for them.',
  severity: 'Medium',
  attack: ['T1568'],
  category: 'sinkhole',
  asksFor: 'on a list of sinkholed ones',
  knownAs: 'led to a black hole',
  asff: 'TTPs/Command and Control/Trojan:EC2-BlackholeTraffic!DNS',
  blindTo: ['Domains that are answered with the address of a sinkhole and are on no list: flow logs show the traffic.'],
  falsePositives: ['Researchers of malware.', 'Mail filters, proxies and resolvers that ask for what others mention.'],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, isolate the instance, and look for what asks.',
  ],
});
