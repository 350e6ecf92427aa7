import type { Example } from '#services/model/detector.ts';
import type { Resource, ResourceRole, Subject } from '#services/model/subject.ts';
import { FLOW_V11_HEADER, flowV11, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { aboutInstance } from './instance.ts';

/**
 * An owner of network interfaces that a question about flows can be about: GuardDuty has one family of finding types
 * for instances, and one for Lambda functions, whose interfaces it does not take for instances.
 */
export interface InterfaceOwner {
  /** The kind of resource in the finding type. */
  readonly kind: 'EC2' | 'Lambda';
  readonly noun: string;
  /** A condition for `where`: the interface is of this owner. */
  readonly where: { readonly interface_type: (type: string | undefined) => boolean };
  about(flow: VpcFlowRecord, role: ResourceRole): Subject | undefined;
  /** The beginning of a sentence about the resource. */
  called(resource: Resource): string;
  readonly blindTo: readonly string[];
  /** Records of such an interface, in a format that names its owner. */
  example(flows: readonly FlowExample[]): Pick<Example, 'header' | 'records'>;
}

/**
 * Includes interfaces whose log names no owner: an interface that is not known to be a function's belongs to an
 * instance, or to a service that names none.
 */
export const INSTANCE: InterfaceOwner = {
  kind: 'EC2',
  noun: 'An instance',
  where: { interface_type: (type) => !isFunction(type) },
  about: (flow, role) => aboutInstance(flow, role),
  called: ({ id }) => id,
  blindTo: [],
  example: (flows) => ({ header: FLOW_V11_HEADER, records: flows.map((fields) => flowV11(fields)) }),
};

export const FUNCTION: InterfaceOwner = {
  kind: 'Lambda',
  noun: 'A Lambda function',
  where: { interface_type: isFunction },
  about: aboutFunction,
  called: ({ id }) => `A function behind ${id}`,
  blindTo: [
    'Functions outside VPCs: their traffic is in none of your flow logs.',
    'Functions in flow logs without the field interface-type: the finding type for EC2 then reports the interface as one without an instance.',
    'Which function it was: functions with the same subnet and security groups share an interface.',
  ],
  example: (flows) => ({
    header: FLOW_V11_HEADER,
    records: flows.map((fields) => flowV11({ instance_id: '-', interface_type: 'lambda', ...fields })),
  }),
};

/**
 * Only the field `interface-type` tells whether an interface is of Lambda ("Flow log records", Amazon VPC User Guide).
 */
function isFunction(type: string | undefined): boolean {
  return type === 'lambda';
}

function aboutFunction({ interface_id, vpc_id, subnet_id, local }: VpcFlowRecord, role: ResourceRole): Subject {
  const vpcConfig = { ...(vpc_id ? { vpcId: vpc_id } : {}), ...(subnet_id ? { subnetIds: [subnet_id] } : {}) };
  const id = interface_id ?? (vpc_id ? `${vpc_id}/${local}` : local);
  return { resource: { id, resourceType: 'Lambda', lambdaDetails: { vpcConfig } }, role };
}
