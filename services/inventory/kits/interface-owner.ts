import type { InterfaceOwner } from '#services/resources/kits/interface-owner.ts';

/** An interface in EC2's words. */
export interface KnownInterface {
  /** Whether a service manages it. */
  readonly managed?: boolean | undefined;
  /** `nat_gateway`, `lambda`…; `interface` where the service has no type of its own. */
  readonly type?: string | undefined;
  /** The service's own words, such as `ELB app/shop/50dc6c495c0c9188`. */
  readonly description?: string | undefined;
}

/**
 * The service that made an interface, and its purpose, from type and description. Undefined for an interface that
 * anybody may have made, because they also wrote the description.
 */
export function ownerOf({ managed = false, type = '', description = '' }: KnownInterface): InterfaceOwner | undefined {
  if (!managed && ANYBODYS.has(type)) return undefined;
  const owner = OWNERS.find(({ types, described }) => types.includes(type) || described.test(description));
  const [, name] = (owner === undefined ? /^(.+)$/ : owner.name)?.exec(description) ?? [];
  return { kind: owner?.kind ?? 'service', ...(name !== undefined && { name }) };
}

/** The types that anybody may choose for an interface ("CreateNetworkInterface" in the Amazon EC2 API Reference). */
const ANYBODYS = new Set(['', 'interface', 'efa', 'efa-only', 'branch', 'trunk']);

interface OwnerSigns {
  readonly kind: InterfaceOwner['kind'];
  readonly types: readonly string[];
  readonly described: RegExp;
  /**
   * Finds the owner's name in the description. Absent where it has none of use: functions share interfaces, and the
   * name would be that of the first.
   */
  readonly name?: RegExp;
}

/** "Requester-managed network interfaces" in the Amazon EC2 User Guide and "NetworkInterface" in its API Reference. */
const OWNERS: readonly OwnerSigns[] = [
  {
    kind: 'nat-gateway',
    types: ['nat_gateway', 'natGateway'],
    described: /^Interface for NAT Gateway /,
    name: /(nat-\w+)/,
  },
  {
    kind: 'transit-gateway',
    types: ['transit_gateway'],
    described: /^Network Interface for Transit Gateway Attachment /,
    name: /(tgw-attach-\w+)/,
  },
  {
    kind: 'load-balancer',
    types: ['load_balancer', 'network_load_balancer', 'gateway_load_balancer'],
    described: /^ELB /,
    name: /^ELB (.+)$/,
  },
  {
    kind: 'endpoint',
    types: ['vpc_endpoint', 'gateway_load_balancer_endpoint'],
    described: /^VPC Endpoint Interface /,
    name: /(vpce-\w+)/,
  },
  { kind: 'function', types: ['lambda'], described: /^AWS Lambda VPC ENI/ },
  { kind: 'file-system', types: ['efs'], described: /^EFS mount target /, name: /(fs-\w+)/ },
  { kind: 'database', types: [], described: /^RDSNetworkInterface/ },
  { kind: 'cluster', types: [], described: /^Amazon EKS /, name: /^Amazon EKS (.+)$/ },
  { kind: 'task', types: [], described: /^arn:aws[^:]*:ecs:/ },
];
