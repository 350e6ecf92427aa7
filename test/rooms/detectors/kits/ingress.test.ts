import { expect, test } from 'vitest';
import { openedToInternet } from '#services/detectors/kits/ingress.ts';

const PORTS = [22, 3389];

function authorized(...items: readonly object[]) {
  const requestParameters = { groupId: 'sg-0123456789abcdef0', ipPermissions: { items } };
  return openedToInternet({ eventName: 'AuthorizeSecurityGroupIngress', requestParameters }, PORTS);
}

function range(cidrIp: string, rule: object = {}) {
  return { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp }] }, ...rule };
}

test.each([
  ['one port', [range('0.0.0.0/0')], [22]],
  ['ports that are text', [range('0.0.0.0/0', { fromPort: '22', toPort: '22' })], [22]],
  ['every port', [range('0.0.0.0/0', { fromPort: 0, toPort: 65535 })], PORTS],
  ['every port by its absence', [range('0.0.0.0/0', { fromPort: undefined, toPort: undefined })], PORTS],
  ['every port as −1', [range('0.0.0.0/0', { fromPort: -1, toPort: -1 })], PORTS],
  ['TCP by its number', [range('0.0.0.0/0', { ipProtocol: '6' })], [22]],
  ['every protocol', [range('0.0.0.0/0', { ipProtocol: '-1', fromPort: undefined })], PORTS],
  ['half of the Internet', [range('128.0.0.0/1')], [22]],
  ['two networks that are broader together', [range('20.0.0.0/8'), range('21.0.0.0/8')], [22]],
  [
    'all of IPv6',
    [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } }],
    [22],
  ],
  ['one network', [range('20.0.0.0/8')], []],
  ['private addresses', [range('10.0.0.0/8'), range('172.16.0.0/12'), range('192.168.0.0/16')], []],
  ['ping', [range('0.0.0.0/0', { ipProtocol: 'icmp', fromPort: -1, toPort: -1 })], []],
  ['UDP', [range('0.0.0.0/0', { ipProtocol: '17' })], []],
  ['the port beside', [range('0.0.0.0/0', { fromPort: 23, toPort: 25 })], []],
  ['another group', [{ ipProtocol: '-1', groups: { items: [{ groupId: 'sg-1' }] }, ipRanges: {} }], []],
] as const)('%s', (_name, items, opened) => {
  expect(authorized(...items)).toEqual(opened);
});

function changedRule(CidrIpv4: string, FromPort: number) {
  const SecurityGroupRule = { IpProtocol: 'tcp', FromPort, ToPort: FromPort, CidrIpv4 };
  return { SecurityGroupRuleId: 'sgr-0123456789abcdef0', SecurityGroupRule };
}

function changed(SecurityGroupRule: unknown) {
  const requestParameters = { ModifySecurityGroupRulesRequest: { GroupId: 'sg-1', SecurityGroupRule } };
  return openedToInternet({ eventName: 'ModifySecurityGroupRules', requestParameters }, PORTS);
}

test('rules that are changed, one or several', () => {
  expect(changed(changedRule('0.0.0.0/0', 22))).toEqual([22]);
  expect(changed([changedRule('198.51.100.0/24', 22), changedRule('0.0.0.0/0', 3389)])).toEqual([3389]);
});
