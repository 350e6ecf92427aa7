import { listedDomain } from '../kits/listed-domain.ts';

export default listedDomain({
  type: 'Backdoor:EC2/C&CActivity.B!DNS',
  title: 'An instance queried a domain of a command and control server',
  why: 'Malware looks up the domain of its command and control server to get its orders.',
  severity: 'High',
  attack: ['T1071.004', 'T1568'],
  category: 'command-and-control',
  asksFor: 'on a list of command and control servers',
  knownAs: 'command and control',
  asff: 'TTPs/Command and Control/Backdoor:EC2-C&CActivity.B!DNS',
  falsePositives: [
    'Mail filters, proxies and resolvers that look up names on behalf of others.',
    'A domain that was cleaned up, or changed hands, after the list was made.',
  ],
  respond: [
    'Ask the owner of the instance why it queries the domain, and whether it resolves names for others.',
    'If there is no good reason, isolate the instance, and find the process that makes the queries.',
    'Find out how the intruder came in, and what the credentials of the instance were used for since.',
  ],
});
