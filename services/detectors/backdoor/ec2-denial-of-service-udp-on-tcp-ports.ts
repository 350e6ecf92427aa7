import { floodingUnheard, isUdp, TCP_PORTS } from '../kits/unheard.ts';

export default floodingUnheard({
  type: 'Backdoor:EC2/DenialOfService.UdpOnTcpPorts',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.UdpOnTcpPorts',
  of: 'datagrams to a port of TCP',
  unit: 'datagram',
  asks: 'Did an instance send a port of a public host at which TCP is spoken datagrams by the ten thousand a minute, and hear next to nothing?',
  protocol: isUdp,
  port: (port) => TCP_PORTS.has(port),
  falsePositives: ['Tests of how much a line carries, at the port of a service.'],
  story: { protocol: 17, dstport: 443 },
  other: { dstport: 9987 },
});
