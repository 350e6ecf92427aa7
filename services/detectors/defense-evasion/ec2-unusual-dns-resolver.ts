import { evadingResolver } from '../kits/public-resolver.ts';

export default evadingResolver({
  type: 'DefenseEvasion:EC2/UnusualDNSResolver',
  asff: 'TTPs/DefenseEvasion/EC2:Unusual-DNS-Resolver',
  asks: 'a public resolver instead of that of the VPC',
  port: 53,
  isTelling: false,
  isShort: true,
  attack: ['T1071.004'],
  falsePositives: ['Containers whose network has no resolver: Docker gives them a public one.'],
});
