import { DNS, floodingUnheard, isUdp, TCP_PORTS } from '../kits/unheard.ts';

export default floodingUnheard({
  type: 'Backdoor:EC2/DenialOfService.Udp',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.Udp',
  of: 'datagrams',
  unit: 'datagram',
  asks: 'Did an instance send one port of a public host datagrams by the ten thousand a minute, and hear next to nothing?',
  protocol: isUdp,
  port: (port) => port !== DNS && !TCP_PORTS.has(port),
  falsePositives: [
    'A great deal of logs, measurements or video that is sent to a public address by UDP, and never answered.',
  ],
  story: { protocol: 17, dstport: 9987 },
  other: { dstport: 443 },
});
