import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  title: 'An instance asked for a domain of a command and control server',
  why: 'An instance that calls a command and control server takes orders from somebody else.',
  severity: 'High',
  attack: ['T1071.004', 'T1568'],
  category: 'command-and-control',
  asksFor: 'on a list of command and control servers',
  knownAs: 'known as command and control',
  asff: 'TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS',
  falsePositives: [
    'Mail filters, proxies and resolvers that ask for what others mention.',
    'A domain that was cleaned, or given to somebody else, since the list was made.',
  ],
  respond: [
    'Ask the owner of the instance what it does there, and whether it resolves names for others.',
    'If it is none of its work, isolate the instance, and look for what asks.',
    'Find out how it came in, and what the credentials of the instance were used for since.',
  ],
});
