import { DNS, floodingUnheard, isUdp } from '../kits/unheard.ts';

export default floodingUnheard({
  type: 'Backdoor:EC2/DenialOfService.Dns',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.Dns',
  of: 'DNS queries',
  unit: 'datagram',
  asks: 'Did an instance send tens of thousands of UDP datagrams a minute to a public name server and get next to no answer?',
  protocol: isUdp,
  port: (port) => port === DNS,
  falsePositives: ['A resolver that queries one server from one port without a pause while that server is down.'],
  story: { protocol: 17, dstport: DNS },
  other: { dstport: 9987 },
});
