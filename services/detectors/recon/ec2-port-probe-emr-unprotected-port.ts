import { probedPorts } from '../kits/port-probe.ts';

/**
 * Ports of the web pages of YARN, HDFS, Spark, HBase, and of the proxy that EMR puts in front of them ("View web
 * interfaces hosted on Amazon EMR clusters").
 */
const PAGES = new Set([
  8042, 8088, 8188, 9864, 9870, 16010, 18080, 18480, 19888, 19890, 20888, 50070, 50075, 50470, 50475,
]);

export default probedPorts({
  type: 'Recon:EC2/PortProbeEMRUnprotectedPort',
  asff: 'TTPs/Discovery/Recon:EC2-PortProbeEMRUnprotectedPort',
  title: 'Web interfaces of a Hadoop cluster are open to known attackers',
  why: 'Whoever can reach the web interface of YARN can run programs on the cluster: miners get in this way.',
  asks: 'Did addresses on a list of attackers or scanners reach two web interface ports of Amazon EMR on one instance in a day, and get answers?',
  isProbed: (port, openPorts) => PAGES.has(port) && !openPorts.includes(String(port)),
  portsMin: 2,
  severity: {
    when: { High: 'two of the web interfaces answered, a combination that only such a cluster has' },
    of: () => 'High',
  },
  isGrave: (port) => PAGES.has(port),
  blindTo: [
    'A cluster where only one web interface was reached: other programs use single ports of these, so Recon:EC2/PortProbeUnprotectedPort reports it.',
    'Whether it is Amazon EMR: flow logs have no tags, and a self-managed Hadoop cluster uses the same ports.',
  ],
  falsePositives: ['Clusters whose web interfaces require a password and are meant for strangers.'],
  respond: [
    'Close the ports in the security group, and turn on Block Public Access for EMR.',
    'Look in YARN for programs that nobody of yours started.',
    'Access the web interfaces through a tunnel or Session Manager.',
  ],
  story: { ports: [8088, 9870], others: [9999], also: ['Recon:EC2/PortProbeUnprotectedPort'] },
});
