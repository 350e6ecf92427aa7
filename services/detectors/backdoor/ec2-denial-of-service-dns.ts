import { DNS, floodingUnheard, isUdp } from '../kits/unheard.ts';

export default floodingUnheard({
  type: 'Backdoor:EC2/DenialOfService.Dns',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.Dns',
  of: 'DNS queries',
  unit: 'datagram',
  asks: 'Did an instance send a public name server datagrams by the ten thousand a minute, and hear next to nothing?',
  protocol: isUdp,
  port: (port) => port === DNS,
  falsePositives: ['A resolver that asks one server from one port without a pause, while that server is down.'],
  story: { protocol: 17, dstport: DNS },
  other: { dstport: 9987 },
});
