import { evadingResolver } from '../kits/public-resolver.ts';

export default evadingResolver({
  type: 'DefenseEvasion:EC2/UnusualDNSResolver',
  asff: 'TTPs/DefenseEvasion/EC2:Unusual-DNS-Resolver',
  asks: 'a public resolver instead of the VPC’s resolver',
  port: 53,
  isTelling: false,
  isShort: true,
  attack: ['T1071.004'],
  falsePositives: ['Containers on a network without a resolver: Docker configures a public one for them.'],
});
