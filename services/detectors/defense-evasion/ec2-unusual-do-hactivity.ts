import { evadingResolver } from '../kits/public-resolver.ts';

export default evadingResolver({
  type: 'DefenseEvasion:EC2/UnusualDoHActivity',
  asff: 'TTPs/DefenseEvasion/EC2:Unusual-DoH-Activity',
  asks: 'a public resolver over HTTPS',
  port: 443,
  isTelling: false,
  isShort: false,
  attack: ['T1071.004', 'T1572'],
  falsePositives: [
    'Web sites that share an address with a resolver, and browsers that are configured for DNS over HTTPS.',
  ],
});
