import { identityCenterUser } from '#services/sources/cloudtrail/example.ts';
import { openedAmong, securityGroupOf } from '../kits/ingress.ts';
import { aboutChanged } from '../kits/principal.ts';
import { called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:EC2/ExternalRemoteServices',
  title: 'SSH or Remote Desktop was opened to the Internet',
  why: 'Scanners find open remote access ports within minutes, and intruders keep them as a way back in.',
  asks: 'Was a security group opened for SSH or Remote Desktop to more of the Internet than one network?',
  attack: ['T1133', 'T1562.007'],
  signals: [
    {
      means: 'SSH or Remote Desktop was opened to the Internet',
      severity: 'Medium',
      service: 'ec2',
      calls: ['AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules'],
      did: (_, record) => openedAmong(PORTS, record),
      deployed: false,
      routine: {
        means: 'the user agent names Packer, which opens SSH while it builds an image',
        is: ({ userAgent }) => /\bPacker\//.test(userAgent ?? ''),
      },
    },
  ],
  about: (record) => aboutChanged(securityGroupOf(record.requestParameters ?? {}) ?? '(not named)', record),

  asff: 'TTPs/Persistence/Persistence:EC2-ExternalRemoteServices',
  blindTo: [
    'Ranges that are opened by several calls, each for no more than one network.',
    'Prefix lists, and security groups as sources.',
    'Whether any instance is in the group, and what network ACLs and routes of its subnet let through.',
    'How severe it is, where attackers send the user agent of Packer: the severity is then Low.',
    'Changed rules for all protocols (ModifySecurityGroupRules): the record does not show whether they are inbound rules.',
  ],
  falsePositives: ['Lab groups and bastion hosts; the launch wizard of the console also opens SSH this way.'],
  respond: [
    'Remove the rule, or restrict it to the networks that people sign in from.',
    'Ask who opened it and why; Session Manager needs no open port.',
    'Look in flow logs for who reached the port in the meantime.',
  ],
  references: [
    {
      title: 'Security group rules for different use cases',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-rules-reference.html',
    },
  ],
  examples: {
    fires: {
      'SSH for everyone': () => allow({ fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }),
      'a range of ports, for all of IPv6': () => ({
        ...allow({ fromPort: 20, toPort: 30, ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }),
        also: ['Policy:EC2/AdminPortsOpened'],
      }),
      'all protocols, in two halves of the Internet': () => ({
        ...allow({ ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '0.0.0.0/1' }, { cidrIp: '128.0.0.0/1' }] } }),
        also: ['Policy:EC2/AdminPortsOpened'],
      }),
      'Remote Desktop, in the older form, by a person': () =>
        called(
          'ec2',
          'AuthorizeSecurityGroupIngress',
          { ...GROUP, ipProtocol: 'tcp', fromPort: '3389', toPort: '3389', cidrIp: '0.0.0.0/0', ipPermissions: {} },
          { userIdentity: identityCenterUser() },
        ),
      'while an image is built, which is less': () =>
        allow(
          { fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
          { userAgent: 'APN/1.0 HashiCorp/1.0 Packer/1.9.4 (+https://www.packer.io/; go1.20.8; linux/amd64)' },
        ),
      'a rule is changed': () => change({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' }),
    },
    quiet: {
      'SSH for one network': () =>
        allow({ fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '203.0.113.0/24' }] } }),
      'SSH for private addresses': () =>
        allow({ fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '10.0.0.0/8' }] } }),
      'the web for everyone': () =>
        allow({ fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }),
      UDP: () => allow({ ipProtocol: 'udp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }),
      'the rule existed already': () =>
        allow(
          { fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } },
          { errorCode: 'Client.InvalidPermission.Duplicate' },
        ),
      'it was refused': () =>
        allow({ fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }, REFUSED),
      'an outbound rule is changed to everything': () => change({ IpProtocol: '-1', CidrIpv4: '0.0.0.0/0' }),
    },
  },
});

const PORTS: Readonly<Record<number, string>> = { 22: 'SSH', 3389: 'Remote Desktop' };
const GROUP = { groupId: 'sg-0123456789abcdef0' };

function allow(permission: object, overrides = {}) {
  const rule = { ipProtocol: 'tcp', groups: {}, ipRanges: {}, ipv6Ranges: {}, prefixListIds: {}, ...permission };
  return called('ec2', 'AuthorizeSecurityGroupIngress', { ...GROUP, ipPermissions: { items: [rule] } }, overrides);
}

function change(rule: object) {
  const update = { SecurityGroupRuleId: 'sgr-0123456789abcdef0', tag: 1, SecurityGroupRule: rule };
  return called('ec2', 'ModifySecurityGroupRules', {
    ModifySecurityGroupRulesRequest: { GroupId: GROUP.groupId, SecurityGroupRule: update },
  });
}
