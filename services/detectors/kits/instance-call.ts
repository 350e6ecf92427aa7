import { resourceOf } from '#services/model/resource-kind.ts';
import type { Subject } from '#services/model/subject.ts';
import instanceKind from '#services/resources/instance.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { accessKeyDetailsOf } from './access-key.ts';
import { listed, member, textOf } from './parameters.ts';
import { aboutPrincipal } from './principal.ts';

/** The instances that a call of EC2 or Systems Manager names, in the request or, for associations, in the answer. */
export function instancesOf({ requestParameters = {}, responseElements = {} }: CloudTrailRecord): readonly string[] {
  const requests = Object.values(requestParameters).map((value) => member(value, 'InstanceId'));
  const ids = [
    requestParameters['instanceId'],
    requestParameters['target'],
    ...requests,
    ...listed(requestParameters['instanceIds']),
    ...listed(requestParameters['instancesSet']).map((item) => member(item, 'instanceId')),
    ...Object.values(responseElements).map((value) => member(value, 'iamInstanceProfileAssociation', 'instanceId')),
    member(responseElements, 'iamInstanceProfileAssociation', 'instanceId'),
  ];
  return [...new Set(ids.flatMap((id) => textOf(id) ?? []))].filter((id) => id.startsWith('i-'));
}

/**
 * The first instance that a call names, with the caller as the other end: acts of two callers are not counted together.
 */
export function aboutInstanceOf(record: CloudTrailRecord): Subject | undefined {
  const [instanceId] = instancesOf(record);
  if (instanceId === undefined) return undefined;
  const resource = { ...resourceOf(instanceKind, { instanceId }), accessKeyDetails: accessKeyDetailsOf(record) };
  return { resource, role: 'TARGET', remote: aboutPrincipal(record).resource.id };
}
