import { evadingResolver } from '../kits/public-resolver.ts';

export default evadingResolver({
  type: 'DefenseEvasion:EC2/UnusualDoTActivity',
  asff: 'TTPs/DefenseEvasion/EC2:Unusual-DoT-Activity',
  asks: 'a public resolver over TLS',
  port: 853,
  isTelling: true,
  isShort: false,
  attack: ['T1071.004', 'T1572'],
  falsePositives: ['Systems that use DNS over TLS wherever they are, as systemd-resolved can.'],
});
