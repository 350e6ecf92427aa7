import { DNS, floodingUnheard, isUdp, TCP_PORTS } from '../kits/unheard.ts';

export default floodingUnheard({
  type: 'Backdoor:EC2/DenialOfService.Udp',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.Udp',
  of: 'datagrams',
  unit: 'datagram',
  asks: 'Did an instance send tens of thousands of UDP datagrams a minute to one port of a public host and get next to no answer?',
  protocol: isUdp,
  port: (port) => port !== DNS && !TCP_PORTS.has(port),
  falsePositives: [
    'Large amounts of logs, metrics or video that are sent to a public address by UDP and are never answered.',
  ],
  story: { protocol: 17, dstport: 9987 },
  other: { dstport: 443 },
});
