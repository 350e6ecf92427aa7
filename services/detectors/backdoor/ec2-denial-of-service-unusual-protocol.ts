import { floodingUnheard } from '../kits/unheard.ts';

export default floodingUnheard({
  type: 'Backdoor:EC2/DenialOfService.UnusualProtocol',
  asff: 'TTPs/Command and Control/Backdoor:EC2-DenialOfService.UnusualProtocol',
  of: 'packets of an unusual protocol',
  unit: 'packet',
  asks: 'Did an instance send a public host tens of thousands of packets a minute that are neither TCP, UDP nor ICMP, and get next to no answer?',
  protocol: (protocol) => !USUAL.has(protocol),
  falsePositives: ['Tunnels (ESP, GRE) whose other direction goes through another interface.'],
  story: { protocol: 2, srcport: 0, dstport: 0 },
  other: { protocol: 1, srcport: 0, dstport: 0 },
});

/** TCP, UDP, ICMP and ICMPv6. */
const USUAL = new Set([1, 6, 17, 58]);
