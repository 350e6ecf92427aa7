import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { openedAmong, securityGroupOf } from '../kits/ingress.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Policy:EC2/AdminPortsOpened',
  own: true,
  title: 'A management or database port was opened to the Internet',
  why: 'Scanners find open databases, remote shells and management consoles within minutes.',
  asks: 'Was a security group opened for a database or a management port to more of the Internet than one network?',
  attack: ['T1133', 'T1562.007'],
  signals: [
    {
      means: 'a management or database port was opened to the Internet',
      severity: 'Medium',
      service: 'ec2',
      calls: ['AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules'],
      did: (_, record) => openedAmong(PORTS, record),
      deployed: true,
    },
  ],
  about: (record) => aboutChanged(securityGroupOf(record.requestParameters ?? {}) ?? '(not named)', record),

  asff: 'Software and Configuration Checks/Policy:EC2-AdminPortsOpened',
  blindTo: [
    'SSH and Remote Desktop: Persistence:EC2/ExternalRemoteServices reports those.',
    'Ranges that are opened by several calls, each for no more than one network.',
    'Prefix lists, and security groups as sources.',
    'Whether any instance is in the group, and whether it listens.',
  ],
  falsePositives: ['Lab databases, and honeypots.'],
  respond: [
    'Remove the rule, or restrict it to the networks that need it.',
    'Ask who opened it and why.',
    'Look in flow logs for who reached the port in the meantime, and in the log of the service for who signed in.',
  ],
  references: [
    {
      title: 'Security group rules for different use cases',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html',
    },
  ],
  examples: {
    fires: {
      'a database, over IPv6': () => open(5432, { ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }),
      'Redis, by a role, in two halves': () =>
        open(
          6379,
          { ipRanges: { items: [{ cidrIp: '0.0.0.0/1' }, { cidrIp: '128.0.0.0/1' }] } },
          { userIdentity: roleSession() },
        ),
      'a changed rule for each of the ports': () => ({
        records: [
          23, 445, 1433, 1521, 2375, 2376, 3306, 5432, 5601, 5900, 5985, 5986, 6379, 6443, 9200, 10250, 11211, 27017,
        ].flatMap((port) => changed(port).records),
      }),
    },
    quiet: {
      'the port of a web server': () => open(443, ALL),
      'SSH, which another finding type reports': () => open(22, ALL),
      'one network': () => open(5432, { ipRanges: { items: [{ cidrIp: '203.0.113.0/24' }] } }),
      'it was refused': () => open(5432, ALL, REFUSED),
      'CloudFormation creates a stack': () => open(5432, ALL, BY_CLOUDFORMATION),
    },
  },
});

const ALL = { ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } };

const PORTS: Readonly<Record<number, string>> = {
  23: 'Telnet',
  445: 'SMB',
  1433: 'SQL Server',
  1521: 'Oracle',
  2375: 'Docker',
  2376: 'Docker',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  5601: 'Kibana',
  5900: 'VNC',
  5985: 'WinRM',
  5986: 'WinRM',
  6379: 'Redis',
  6443: 'Kubernetes',
  9200: 'Elasticsearch',
  10250: 'the kubelet',
  11211: 'memcached',
  27017: 'MongoDB',
};

function changed(port: number) {
  const SecurityGroupRule = { IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIpv4: '0.0.0.0/0' };
  return called('ec2', 'ModifySecurityGroupRules', {
    ModifySecurityGroupRulesRequest: {
      GroupId: `sg-${port}`,
      SecurityGroupRule: { SecurityGroupRuleId: 'sgr-0123456789abcdef0', SecurityGroupRule },
    },
  });
}

function open(port: number, ranges: object, overrides = {}) {
  const item = { ipProtocol: 'tcp', fromPort: port, toPort: port, ...ranges };
  const parameters = { groupId: 'sg-0123456789abcdef0', ipPermissions: { items: [item] } };
  return called('ec2', 'AuthorizeSecurityGroupIngress', parameters, overrides);
}
