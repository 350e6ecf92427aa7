import { conversation, probedPorts } from '../kits/port-probe.ts';

export default probedPorts({
  type: 'Recon:EC2/PortProbeUnprotectedPort',
  asff: 'TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort',
  title: 'A port of an instance is open to known attackers',
  why: 'Attackers scan the Internet all the time; a port that answers them is attacked next.',
  asks: 'Did an address on a list of attackers or scanners reach a port of an instance and get an answer?',
  isProbed: (port, openPorts) => !openPorts.includes(String(port)),
  portsMin: 1,
  severity: {
    when: {
      High: 'Elasticsearch answered (port 9200 or 9300), which requires no authentication unless it is configured',
      Low: 'another port answered',
    },
    of: (grave) => (grave > 0 ? 'High' : 'Low'),
  },
  isGrave: (port) => port === 9200 || port === 9300,
  blindTo: ['Ports 25, 53, 80 and 443, unless they are removed from the settings.'],
  falsePositives: [
    'Services for strangers on ports of their own: add these to `openPorts`.',
    'Your own load balancers, which answer strangers on any port.',
  ],
  respond: [
    'Ask whether the port must be open to the Internet; if so, add it to `openPorts`.',
    'If not, close it in the security group, and reach it over a VPN or Session Manager.',
    'Check whether the service requires a password, and whether it is up to date.',
  ],
  story: {
    ports: [9200],
    others: [25, 53, 80, 443],
    likewise: {
      'the port that nodes use among themselves': conversation(9300),
      'another port, which is less': conversation(8081),
      'a short answer over UDP, which is less': conversation(161).map((fields) => ({
        ...fields,
        protocol: 17,
        packets: 1,
        bytes: 70,
        tcp_flags: 0,
      })),
    },
  },
});
