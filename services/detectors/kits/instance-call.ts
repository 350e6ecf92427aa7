import { resourceOf } from '#services/model/resource-kind.ts';
import type { Subject } from '#services/model/subject.ts';
import instanceKind from '#services/resources/instance.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { accessKeyDetailsOf } from './access-key.ts';
import { listed, listedObjects, listedTexts, member, textOf } from './parameters.ts';
import { aboutPrincipal } from './principal.ts';

/**
 * The instances that a request to Systems Manager names individually: in a list, or among the targets, by which it may
 * also choose instances by tag ("Target").
 */
export function idsGiven({ instanceIds, targets }: Parameters): readonly string[] {
  const chosen = listedObjects(targets).filter(({ key }) => textOf(key)?.toLowerCase() === 'instanceids');
  return [...listedTexts(instanceIds), ...chosen.flatMap(({ values }) => listedTexts(values))].filter(
    (id) => id !== '*',
  );
}

/** The instances that a call of EC2 or Systems Manager names, in the request or, for associations, in the answer. */
export function instancesOf({ requestParameters = {}, responseElements = {} }: CloudTrailRecord): readonly string[] {
  const requests = Object.values(requestParameters).map((value) => member(value, 'InstanceId'));
  const ids = [
    requestParameters['instanceId'],
    requestParameters['target'],
    ...requests,
    ...idsGiven(requestParameters),
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
