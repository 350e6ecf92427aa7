import { probedPorts } from '../kits/port-probe.ts';

export default probedPorts({
  type: 'Recon:EC2/PortProbeUnprotectedPort',
  asff: 'TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort',
  title: 'A port of an instance is open to addresses known for attacks',
  why: 'The Internet is searched without a pause; a port that answers whoever searches is attacked next.',
  asks: 'Did an address on a list of attackers or scanners reach a port of an instance, and get an answer?',
  isProbed: (port, openPorts) => !openPorts.includes(String(port)),
  portsMin: 1,
  severity: {
    when: {
      High: 'Elasticsearch answered (port 9200 or 9300), which asks nobody who they are unless it is set so',
      Low: 'another port did',
    },
    of: (grave) => (grave > 0 ? 'High' : 'Low'),
  },
  isGrave: (port) => port === 9200 || port === 9300,
  blindTo: ['Ports 25, 53, 80 and 443, unless they are taken out of the settings.'],
  falsePositives: [
    'Services that are meant for strangers at ports of their own: put these into `openPorts`.',
    'Balancers of your own, which answer strangers at any port.',
  ],
  respond: [
    'Ask whether the port must be open to the Internet; if so, put it into `openPorts`.',
    'If not, close it in the security group, and reach it over a VPN or Session Manager.',
    'See whether what answered asks for a password, and whether it is up to date.',
  ],
  story: {
    ports: [9200],
    other: 443,
    likewise: { 'at the port by which nodes talk': 9300, 'at another port, which is less': 8081 },
  },
});
