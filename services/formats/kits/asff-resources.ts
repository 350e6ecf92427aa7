import { line, otherResource } from '#services/model/asff.ts';
import type { Finding } from '#services/model/finding.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

const RESOURCES_MAX = 32;

/**
 * All things that the finding names, each once. The finding's own resource comes first, and only that one has the role.
 */
export function asffResources({ resource, service, ...finding }: Finding): readonly object[] {
  const { partition, region, accountId } = finding;
  const all = [resource, ...(resource.further ?? [])].flatMap((named) => {
    const place = { partition, region, accountId, id: named.id };
    const first = RESOURCE_KINDS.filter(({ type }) => type === named.resourceType);
    const told = [...first, ...RESOURCE_KINDS.filter((kind) => !first.includes(kind))].flatMap((kind) =>
      detailsOf(kind, named).map((details) => kind.asff(details, place)),
    );
    return told.length > 0 ? told : [otherResource(named.id, {})];
  });
  // A map keeps the last value of a key: reversed, that is the first.
  const distinct = new Set(new Map(all.toReversed().map((shown) => [`${shown.Type} ${shown.Id}`, shown])).values());
  return all
    .filter((shown) => distinct.has(shown))
    .slice(0, RESOURCES_MAX)
    .map((shown, index) => ({
      ...shown,
      Id: line(shown.Id, 512) ?? `AWS::::Account:${accountId}`,
      Partition: partition,
      Region: region.length <= 16 ? line(region, 16) : undefined,
      ResourceRole: index > 0 ? undefined : service.resourceRole === 'ACTOR' ? 'Actor' : 'Target',
    }));
}
