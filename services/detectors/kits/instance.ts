import type { Resource, ResourceRole, Subject } from '#services/model/subject.ts';
import type { DnsQueryRecord } from '#services/sources/dns-query/record.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';

/** The fields of a flow record that `aboutInstance` depends on, for `by`. What else it shows follows from the interface. */
export const INSTANCE_FIELDS = ['instance_id', 'interface_id', 'local'] as const;

/** @param remote the other end, where the question is about one at a time */
export function aboutInstance(flow: VpcFlowRecord, role: ResourceRole, remote?: string): Subject | undefined {
  const resource = instanceOfFlow(flow);
  return resource && { resource, role, ...(remote === undefined ? {} : { remote }) };
}

/** The instance that asked; `remote` is the domain, where the question is about one at a time. */
export function aboutAsker(query: DnsQueryRecord, remote?: string): Subject {
  return { resource: instanceOfQuery(query), role: 'ACTOR', ...(remote === undefined ? {} : { remote }) };
}

/** The instance whose interface the flow crossed; the interface itself where the format has no instance (version 2) or it is a service's. */
function instanceOfFlow(flow: VpcFlowRecord): Resource | undefined {
  const { instance_id, interface_id, vpc_id, subnet_id, local } = flow;
  const id = instance_id ?? interface_id;
  if (id === undefined) return undefined;
  const address = local.includes(':') ? { ipv6Addresses: [local] } : { privateIpAddress: local };
  const card = {
    ...(interface_id ? { networkInterfaceId: interface_id } : {}),
    ...address,
    ...(subnet_id ? { subnetId: subnet_id } : {}),
    ...(vpc_id ? { vpcId: vpc_id } : {}),
  };
  return {
    id,
    resourceType: 'Instance',
    instanceDetails: { ...(instance_id ? { instanceId: instance_id } : {}), networkInterfaces: [card] },
  };
}

/** The instance that asked. Lambda, Fargate and inbound endpoints have none: then the address within its VPC, for addresses of VPCs overlap. */
function instanceOfQuery(query: DnsQueryRecord): Resource {
  const { instance, vpc_id, srcaddr } = query;
  const address = srcaddr.includes(':') ? { ipv6Addresses: [srcaddr] } : { privateIpAddress: srcaddr };
  return {
    id: instance ?? (vpc_id ? `${vpc_id}/${srcaddr}` : srcaddr),
    resourceType: 'Instance',
    instanceDetails: {
      ...(instance ? { instanceId: instance } : {}),
      networkInterfaces: [{ ...address, ...(vpc_id ? { vpcId: vpc_id } : {}) }],
    },
  };
}
