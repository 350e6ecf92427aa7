import { floodingUnheard, isUdp, TCP_PORTS } from '../kits/unheard.ts';

export default floodingUnheard({
  type: 'Backdoor:EC2/DenialOfService.UdpOnTcpPorts',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.UdpOnTcpPorts',
  of: 'UDP datagrams to a TCP port',
  unit: 'datagram',
  asks: 'Did an instance send tens of thousands of UDP datagrams a minute to a TCP port of a public host and get next to no answer?',
  protocol: isUdp,
  port: (port) => TCP_PORTS.has(port),
  falsePositives: ['Bandwidth tests against the port of a service.'],
  story: { protocol: 17, dstport: 443 },
  other: { dstport: 9987 },
});
