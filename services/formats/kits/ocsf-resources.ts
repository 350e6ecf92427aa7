import type { AsffResource } from '#services/model/asff.ts';
import type { Finding } from '#services/model/finding.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

/** A member of OCSF's `resources`. */
export interface OcsfResourceDetails {
  readonly uid: string;
  readonly name: string | undefined;
}

const RESOURCES_MAX = 32;

/**
 * All things that the finding names, each once. The finding's own resource comes first, and only that one has the role.
 */
export function ocsfResources({ resource, service, ...finding }: Finding): readonly OcsfResourceDetails[] {
  const { partition, region, accountId } = finding;
  const shown = [resource, ...(resource.further ?? [])].flatMap((named) => {
    const own = RESOURCE_KINDS.filter(({ type }) => type === named.resourceType);
    return [...own, ...RESOURCE_KINDS.filter((kind) => !own.includes(kind))].flatMap((kind) =>
      detailsOf(kind, named).map((details) => {
        const asff = kind.asff(details, { partition, region, accountId, id: named.id });
        return { uid: asff.Id, name: kind.ocsf(details).name, type: asff.Type, tags: tagsOf(asff), data: details };
      }),
    );
  });
  const told = shown.length > 0 ? shown : [{ uid: resource.id, name: undefined, type: 'Other' }];
  const distinct = [...new Map(told.toReversed().map((each) => [`${each.type} ${each.uid}`, each])).values()];
  return distinct
    .toReversed()
    .slice(0, RESOURCES_MAX)
    .map((each, index) => ({
      ...each,
      cloud_partition: partition,
      region,
      owner: { account: { uid: accountId, type_id: 10, type: 'AWS Account' } },
      ...(index === 0 && roleOf(service.resourceRole)),
    }));
}

function roleOf(role: Finding['service']['resourceRole']): object {
  return role === 'ACTOR' ? { role_id: 2, role: 'Actor' } : { role_id: 1, role: 'Target' };
}

function tagsOf({ Tags = {} }: AsffResource): readonly object[] {
  return Object.entries(Tags).map(([name, value]) => ({ name, value }));
}
