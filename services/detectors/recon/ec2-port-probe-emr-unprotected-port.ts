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
  title: 'Pages of a Hadoop cluster are open to addresses known for attacks',
  why: 'Whoever reaches the pages of YARN can have the cluster run programs: miners come so.',
  asks: 'Did addresses on a list of attackers or scanners reach two ports at which Amazon EMR has its pages, on one instance in a day, and get answers?',
  isProbed: (port, openPorts) => PAGES.has(port) && !openPorts.includes(String(port)),
  portsMin: 2,
  severity: {
    when: { High: 'two of the pages answered, which nothing but such a cluster has together' },
    of: () => 'High',
  },
  isGrave: (port) => PAGES.has(port),
  blindTo: [
    'A cluster of which one page alone was reached: other programs use these ports one by one, so it is told of as Recon:EC2/PortProbeUnprotectedPort.',
    'Whether it is Amazon EMR: flow logs have no tags, and Hadoop that was set up by hand has the same ports.',
  ],
  falsePositives: ['Clusters whose pages ask for a password and are meant for strangers.'],
  respond: [
    'Close the ports in the security group, and switch on Block Public Access for EMR.',
    'Look in YARN for programs that nobody of yours started.',
    'Reach the pages over a tunnel or Session Manager.',
  ],
  story: { ports: [8088, 9870], other: 9999, also: ['Recon:EC2/PortProbeUnprotectedPort'] },
});
