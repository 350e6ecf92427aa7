import type { IpPermission } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { openedToPublic } from '#services/aws/inventory/kits/admitted-ports.ts';

const SSH = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
const open = (protocol: number, from: number, to = from) => ({ protocol, from, to });

test.each<[string, IpPermission, readonly unknown[]]>([
  ['everybody', { ...SSH, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, [open(6, 22)]],
  ['everybody with IPv6', { ...SSH, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }, [open(6, 22)]],
  ['one public address', { ...SSH, IpRanges: [{ CidrIp: '203.0.113.9/32' }] }, [open(6, 22)]],
  ['private addresses', { ...SSH, IpRanges: [{ CidrIp: '10.0.0.0/8' }], Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }] }, []],
  ['private and public ones', { ...SSH, IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '0.0.0.0/0' }] }, [open(6, 22)]],
  ['a prefix list', { ...SSH, PrefixListIds: [{ PrefixListId: 'pl-0abc' }] }, [open(6, 22)]],
  ['another group', { ...SSH, UserIdGroupPairs: [{ GroupId: 'sg-0abc' }] }, []],
  [
    'all protocols',
    { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    [open(6, 0, 65_535), open(17, 0, 65_535)],
  ],
  [
    'all ports, by number',
    { IpProtocol: '17', FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    [open(17, 0, 65_535)],
  ],
  ['pings', { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, []],
  ['another protocol', { IpProtocol: '50', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, []],
])('a rule for %s', (_, rule, expected) => {
  expect(openedToPublic([rule])).toEqual(expected);
});
