import type { Example } from '#services/model/detector.ts';
import type { Resource, ResourceRole, Subject } from '#services/model/subject.ts';
import { FLOW_V11_HEADER, flowV11, type FlowExample } from '#services/sources/vpc-flow/example.ts';
import type { VpcFlowRecord } from '#services/sources/vpc-flow/record.ts';
import { aboutInstance } from './instance.ts';

/**
 * Whose network interfaces a question about flows is asked of: GuardDuty has one family of finding types for instances,
 * and one for Lambda functions, whose interfaces it does not take for instances.
 */
export interface InterfaceOwner {
  /** Of the finding type. */
  readonly kind: 'EC2' | 'Lambda';
  readonly noun: string;
  /** A condition for `where`: the interface is of this owner. */
  readonly where: { readonly interface_type: (type: string | undefined) => boolean };
  about(flow: VpcFlowRecord, role: ResourceRole): Subject | undefined;
  /** How a sentence begins that tells of it. */
  called(resource: Resource): string;
  readonly blindTo: readonly string[];
  /** Records of its interface, in a format that tells whose it is. */
  example(flows: readonly FlowExample[]): Pick<Example, 'header' | 'records'>;
}

/** Also where the log does not tell: what is not known to be a function's is an instance's, or of a service that names none. */
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
    'Functions outside VPCs: their traffic is in no flow log of yours.',
    'Flow logs without the field interface-type: there the interface is told of as one without an instance, by the finding type for EC2.',
    'Which function it was: functions with the same subnet and security groups share an interface.',
  ],
  example: (flows) => ({
    header: FLOW_V11_HEADER,
    records: flows.map((fields) => flowV11({ instance_id: '-', interface_type: 'lambda', ...fields })),
  }),
};

/** The one place that tells whether an interface is of Lambda ("Flow log records", Amazon VPC User Guide: `interface-type`). */
function isFunction(type: string | undefined): boolean {
  return type === 'lambda';
}

function aboutFunction({ interface_id, vpc_id, subnet_id, local }: VpcFlowRecord, role: ResourceRole): Subject {
  const vpcConfig = { ...(vpc_id ? { vpcId: vpc_id } : {}), ...(subnet_id ? { subnetIds: [subnet_id] } : {}) };
  const id = interface_id ?? (vpc_id ? `${vpc_id}/${local}` : local);
  return { resource: { id, resourceType: 'Lambda', lambdaDetails: { vpcConfig } }, role };
}
