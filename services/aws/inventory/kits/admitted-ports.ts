import type { IpPermission } from '@aws-sdk/client-ec2';
import { holdsPublicAddress } from '#services/model/address.ts';
import type { PortRange } from '#services/model/open-ports.ts';
import { AwsError, paged } from '../../aws-error.ts';
import type { ClientConfig } from '../../aws.ts';
import type { Permission } from '../../permission.ts';
import { sharedClient } from '../../shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'ec2:DescribeSecurityGroups',
    principals: ['member'],
    why: 'know which ports of interfaces are open to public addresses, and so who opened a conversation there',
  },
];

/** The most ports of one interface that are kept. With more, they count as unknown. */
const RANGES_MAX = 50;
/** Pages of a thousand security groups. Beyond them, ports count as unknown. */
const PAGES_MAX = 20;

/** The ports that a Region's security groups open to public addresses. */
export interface AdmittedPorts {
  /** The ports that any of these groups opens; undefined where one of them is not known. */
  of(groupIds: readonly (string | undefined)[]): readonly PortRange[] | undefined;
}

/**
 * Asks a Region for its security groups.
 *
 * @param complain gets the refusal; then nothing is known
 */
export async function admittedPorts(
  config: ClientConfig,
  complain: (refusal: AwsError) => void,
): Promise<AdmittedPorts> {
  const { EC2Client, paginateDescribeSecurityGroups } = await import('@aws-sdk/client-ec2');
  const pages = paginateDescribeSecurityGroups({ client: sharedClient(EC2Client, config), pageSize: 1000 }, {});
  const byGroup = new Map<string, readonly PortRange[]>();
  let left = PAGES_MAX;
  try {
    for await (const { SecurityGroups = [] } of paged(`describe the security groups in ${config.region}`, pages)) {
      for (const { GroupId, IpPermissions = [] } of SecurityGroups)
        if (GroupId !== undefined) byGroup.set(GroupId, openedToPublic(IpPermissions));
      if (--left === 0) break;
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    complain(error);
  }
  return {
    of(groupIds) {
      const groups = groupIds.map((id) => (id === undefined ? undefined : byGroup.get(id)));
      const known = groups.filter((group) => group !== undefined);
      const ranges = known.flat();
      return groups.length === 0 || known.length < groups.length || ranges.length > RANGES_MAX ? undefined : ranges;
    },
  };
}

/** The ports that rules open to public addresses. */
export function openedToPublic(rules: readonly IpPermission[]): readonly PortRange[] {
  return rules.filter(isForOutside).flatMap(rangesOf);
}

/** Whether a rule lets in public addresses. Rules that name other groups let in private addresses only. */
function isForOutside({ IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] }: IpPermission): boolean {
  const ranges = [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)];
  // Prefix lists may hold any addresses.
  return PrefixListIds.length > 0 || ranges.some((range) => range !== undefined && holdsPublicAddress(range));
}

function rangesOf({
  IpProtocol: protocol,
  FromPort: from = 0,
  ToPort: to = 65535,
}: IpPermission): readonly PortRange[] {
  const protocols = protocol === '-1' ? [6, 17] : [{ tcp: 6, udp: 17 }[protocol ?? ''] ?? Number(protocol)];
  return protocols.flatMap((each) =>
    // EC2 gives a rule without ports for a protocol as -1 to -1.
    each === 6 || each === 17 ? [{ protocol: each, from: Math.max(from, 0), to: to < 0 ? 65535 : to }] : [],
  );
}
