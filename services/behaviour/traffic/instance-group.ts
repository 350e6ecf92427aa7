import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';

/**
 * The group of the instance that a flow is of. Instances of one group are in one subnet of each zone; where logs name
 * no subnets, all instances of an account are one group.
 */
export function instanceGroup({ subnet_id }: Pick<VpcFlowRecord, 'subnet_id'>): string {
  return subnet_id ?? 'instances';
}
