import type { Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { PortRange } from '#services/model/open-ports.ts';
import { paged } from '../../aws-error.ts';
import type { ClientConfig } from '../../aws.ts';
import type { Permission } from '../../permission.ts';
import { databasePages } from '../../rds.ts';
import { sharedClient } from '../../shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'elasticloadbalancing:DescribeListeners',
    principals: ['member'],
    why: 'know at which ports load balancers listen, and so which conversations they opened themselves',
  },
];

/** The most load balancers of a Region whose listeners are asked for: a call each. */
const BALANCERS_MAX = 200;

/**
 * The ports at which load balancers listen, by ARN.
 *
 * @param into gets those of each load balancer once they are known
 * @throws AwsError
 */
export async function balancerPorts(
  config: ClientConfig,
  arns: readonly string[],
  into: Map<string, readonly PortRange[]>,
): Promise<void> {
  const { ElasticLoadBalancingV2Client, paginateDescribeListeners } =
    await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = sharedClient(ElasticLoadBalancingV2Client, config);
  for (const LoadBalancerArn of arns.slice(0, BALANCERS_MAX)) {
    const ports: PortRange[] = [];
    const pages = paginateDescribeListeners({ client }, { LoadBalancerArn });
    for await (const { Listeners = [] } of paged(`describe the listeners in ${config.region}`, pages))
      ports.push(...Listeners.flatMap(portsOf));
    into.set(LoadBalancerArn, ports);
  }
}

/** `TCP_UDP` and `TCP_QUIC` are both; QUIC is carried by UDP. */
function portsOf({ Port: port, Protocol: name }: Listener): readonly PortRange[] {
  if (port === undefined) return [];
  const protocols = [/^(UDP|QUIC)$/.test(name ?? '') ? [] : [TCP], /(UDP|QUIC)$/.test(name ?? '') ? [UDP] : []].flat();
  return protocols.map((each) => ({ protocol: each, from: port, to: port }));
}

const TCP = 6;
const UDP = 17;

/**
 * The ports at which databases listen, by their security groups (`groupsKey`): the interface of a database does not
 * name it, but has its groups.
 *
 * @throws AwsError
 */
export async function databasePorts(config: ClientConfig, into: Map<string, readonly PortRange[]>): Promise<void> {
  for await (const page of databasePages(config))
    for (const { VpcSecurityGroups = [], Endpoint } of page) {
      if (Endpoint?.Port === undefined) continue;
      const key = groupsKey(VpcSecurityGroups.map(({ VpcSecurityGroupId }) => VpcSecurityGroupId));
      const port = { protocol: TCP, from: Endpoint.Port, to: Endpoint.Port };
      into.set(key, [...(into.get(key) ?? []), port]);
    }
}

/** A key for a set of security groups: equal for the same groups in any order. */
export function groupsKey(groupIds: readonly (string | undefined)[]): string {
  return groupIds.toSorted().join(' ');
}
