import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { ownerOf } from '#services/inventory/kits/interface-owner.ts';
import { AwsError, paged } from '../../aws-error.ts';
import type { PortRange } from '#services/model/open-ports.ts';
import type { ClientConfig } from '../../aws.ts';
import type { Permission } from '../../permission.ts';
import { sharedClient } from '../../shared-client.ts';
import { balancerPorts, databasePorts, groupsKey, permissions as listening } from './listening-ports.ts';

export const permissions: readonly Permission[] = [
  { action: 'ec2:DescribeNatGateways', principals: ['member'], why: 'know which interfaces are of NAT gateways' },
  {
    action: 'ec2:DescribeVpcEndpoints',
    principals: ['member'],
    why: 'know which interfaces are of VPC endpoints, and to which services these lead',
  },
  {
    action: 'elasticloadbalancing:DescribeLoadBalancers',
    principals: ['member'],
    why: 'know whether load balancers are open to the Internet',
  },
  ...listening,
];

type Owner = NonNullable<ReturnType<typeof ownerOf>>;

/** Owners of a Region's interfaces that belong to no instance. */
export interface InterfaceOwners {
  of(one: NetworkInterface): Owner | undefined;
}

/**
 * Asks a Region for its NAT gateways, endpoints, load balancers and databases, and where the latter two listen.
 *
 * @param complain gets each refused question; the answers to the others count
 */
export async function interfaceOwners(
  config: ClientConfig,
  complain: (refusal: AwsError) => void,
): Promise<InterfaceOwners> {
  const byInterface = new Map<string, Owner>();
  const balancers = new Map<string, Balancer>();
  const listens = new Map<string, readonly PortRange[]>();
  const ask = async (question: Promise<void>) => {
    try {
      await question;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      complain(error);
    }
  };
  await ask(natGateways(config, byInterface));
  await ask(endpoints(config, byInterface));
  await ask(loadBalancers(config, balancers));
  const arns = [...balancers.values()].map(({ arn }) => arn);
  await ask(balancerPorts(config, arns, listens));
  await ask(databasePorts(config, listens));
  return {
    of(one) {
      const asked = byInterface.get(one.NetworkInterfaceId ?? '');
      if (asked !== undefined) return asked;
      const owner = ownerOf({ managed: one.RequesterManaged, type: one.InterfaceType, description: one.Description });
      if (owner?.kind === 'database')
        return { ...owner, listens: listens.get(groupsKey((one.Groups ?? []).map(({ GroupId }) => GroupId))) };
      const balancer = owner?.kind === 'load-balancer' ? balancers.get(owner.name ?? '') : undefined;
      return owner && balancer ? { ...owner, scheme: balancer.scheme, listens: listens.get(balancer.arn) } : owner;
    },
  };
}

async function natGateways(config: ClientConfig, into: Map<string, Owner>): Promise<void> {
  const { EC2Client, paginateDescribeNatGateways } = await import('@aws-sdk/client-ec2');
  const pages = paginateDescribeNatGateways({ client: sharedClient(EC2Client, config), pageSize: 1000 }, {});
  for await (const { NatGateways = [] } of paged(`describe the NAT gateways in ${config.region}`, pages))
    for (const { NatGatewayId: name, NatGatewayAddresses = [] } of NatGateways)
      for (const { NetworkInterfaceId: id } of NatGatewayAddresses)
        if (id !== undefined && name !== undefined) into.set(id, { kind: 'nat-gateway', name });
}

async function endpoints(config: ClientConfig, into: Map<string, Owner>): Promise<void> {
  const { EC2Client, paginateDescribeVpcEndpoints } = await import('@aws-sdk/client-ec2');
  const pages = paginateDescribeVpcEndpoints({ client: sharedClient(EC2Client, config), pageSize: 1000 }, {});
  for await (const { VpcEndpoints = [] } of paged(`describe the VPC endpoints in ${config.region}`, pages))
    for (const { VpcEndpointId: name, ServiceName: leadsTo, NetworkInterfaceIds = [] } of VpcEndpoints)
      for (const id of NetworkInterfaceIds)
        if (name !== undefined) into.set(id, { kind: 'endpoint', name, ...(leadsTo !== undefined && { leadsTo }) });
}

interface Balancer {
  readonly arn: string;
  readonly scheme: string;
}

/** Load balancers by the end of their ARNs, which is also in the descriptions of their interfaces. */
async function loadBalancers(config: ClientConfig, into: Map<string, Balancer>): Promise<void> {
  const { ElasticLoadBalancingV2Client, paginateDescribeLoadBalancers } =
    await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = sharedClient(ElasticLoadBalancingV2Client, config);
  const pages = paginateDescribeLoadBalancers({ client, pageSize: 400 }, {});
  for await (const { LoadBalancers = [] } of paged(`describe the load balancers in ${config.region}`, pages))
    for (const { LoadBalancerArn: arn, Scheme: scheme } of LoadBalancers)
      if (arn !== undefined && scheme !== undefined) into.set(arn.replace(/^.*:loadbalancer\//, ''), { arn, scheme });
}
