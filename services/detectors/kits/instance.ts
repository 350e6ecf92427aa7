import { isPublicAddress } from '#services/model/address.ts';
import { resourceOf } from '#services/model/resource-kind.ts';
import type { Resource, ResourceRole, Subject } from '#services/model/subject.ts';
import instanceKind from '#services/resources/instance.ts';
import type { DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';

/**
 * The fields of a flow record that `aboutInstance` depends on, for `by`. Its other fields follow from these and the
 * object.
 */
export const INSTANCE_FIELDS = ['instance_id', 'interface_id', 'local', 'carriedFor'] as const;

/** @param remote the other end, for a question about one other end at a time */
export function aboutInstance(flow: VpcFlowRecord, role: ResourceRole, remote?: string): Subject | undefined {
  const resource = instanceOfFlow(flow);
  return resource && { resource, role, ...(remote === undefined ? {} : { remote }) };
}

/** The instance that asked; `remote` is the domain, for a question about one domain at a time. */
export function aboutAsker(query: DnsQueryRecord, remote?: string): Subject {
  return { resource: instanceOfQuery(query), role: 'ACTOR', ...(remote === undefined ? {} : { remote }) };
}

/**
 * The instance whose interface the flow crossed, or the interface itself where the format has no instance (version 2)
 * or a service owns the interface, or the host at the address where it has neither. A gateway only carries packets for
 * others: then it is the instance whose address `pkt-srcaddr` or `pkt-dstaddr` names. Undefined where that instance's
 * own interface logs the same packets, or where the address is public and so not an instance's own.
 */
function instanceOfFlow(flow: VpcFlowRecord): Resource | undefined {
  const { instance_id, interface_id, vpc_id, subnet_id, local, carriedFor } = flow;
  if (carriedFor !== undefined)
    return isPublicAddress(carriedFor) || flow.isToldAtHome ? undefined : atAddress(carriedFor, vpc_id);
  if (instance_id === undefined && interface_id === undefined)
    return isPublicAddress(local) ? undefined : atAddress(local, vpc_id);
  return resourceOf(instanceKind, {
    ...(instance_id ? { instanceId: instance_id } : {}),
    networkInterfaces: [
      {
        ...(interface_id ? { networkInterfaceId: interface_id } : {}),
        ...addressOf(local),
        ...(subnet_id ? { subnetId: subnet_id } : {}),
        ...(vpc_id ? { vpcId: vpc_id } : {}),
      },
    ],
  });
}

/** The instance that asked. Queries of Lambda, Fargate and inbound endpoints name none. */
function instanceOfQuery({ instance, vpc_id, srcaddr }: DnsQueryRecord): Resource {
  return atAddress(srcaddr, vpc_id, instance);
}

function atAddress(address: string, vpc: string | undefined, instance?: string): Resource {
  return resourceOf(instanceKind, {
    ...(instance ? { instanceId: instance } : {}),
    networkInterfaces: [{ ...addressOf(address), ...(vpc ? { vpcId: vpc } : {}) }],
  });
}

function addressOf(address: string) {
  return address.includes(':') ? { ipv6Addresses: [address] } : { privateIpAddress: address };
}
