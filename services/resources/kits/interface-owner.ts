import { z } from 'zod';
import type { Described } from '#services/model/resource-kind.ts';
import { PortRange } from './port-range.ts';

const CARRIES =
  'It forwards traffic of machines behind it: the flow logs of their own interfaces, or the field pkt-srcaddr, show which machine it was.';
const RUN_BY_AWS = 'AWS runs it, and no instance of yours is behind it.';

/** Owners of interfaces that belong to no instance: their names in sentences, and advice on findings about them. */
const OWNERS = {
  'nat-gateway': { noun: 'NAT gateway', advice: CARRIES },
  'transit-gateway': { noun: 'transit gateway attachment', advice: CARRIES },
  'load-balancer': {
    noun: 'load balancer',
    advice:
      'It answers on behalf of its targets: the flow logs of their own interfaces show which target a connection went to.',
  },
  endpoint: { noun: 'VPC endpoint', advice: 'Traffic to it goes to the service that the endpoint leads to.' },
  function: { noun: 'Lambda function', advice: 'Functions with the same subnet and security groups share it.' },
  task: { noun: 'ECS task', advice: 'Containers are behind it, not an instance.' },
  'file-system': { noun: 'file system', advice: RUN_BY_AWS },
  database: { noun: 'database', advice: RUN_BY_AWS },
  cluster: { noun: 'control plane of cluster', advice: RUN_BY_AWS },
  service: { noun: 'service of AWS', advice: RUN_BY_AWS },
} as const satisfies Readonly<Record<string, { readonly noun: string; readonly advice: string }>>;

export const InterfaceOwner = z
  .object({
    kind: z.enum(Object.keys(OWNERS) as (keyof typeof OWNERS)[]).describe('The kind of the owner.'),
    name: z.string().optional().describe('Its id, or the name that AWS gives it.'),
    leadsTo: z.string().optional().describe('The name of the service, for an endpoint.'),
    scheme: z.string().optional().describe('`internet-facing` or `internal`, for a load balancer.'),
    listens: z
      .array(PortRange)
      .optional()
      .describe('Where it listens, for a load balancer or a database; absent where unknown.'),
  })
  .meta({ title: 'InterfaceOwner', description: 'The AWS resource that the interface was created for.' });
export type InterfaceOwner = Described<typeof InterfaceOwner>;

/** The owner's name in sentences: `NAT gateway nat-…`, `internal load balancer app/shop/…`. */
export function ownerWords({ kind, name, leadsTo, scheme }: InterfaceOwner): string {
  const parts = [scheme, OWNERS[kind].noun, name, leadsTo === undefined ? undefined : `to ${leadsTo}`];
  return parts.filter((part) => part !== undefined).join(' ');
}

/** Advice on how to read findings about the owner's interface. */
export function ownerAdvice({ kind }: InterfaceOwner): string {
  return OWNERS[kind].advice;
}
