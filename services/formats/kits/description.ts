import type { Finding } from '#services/model/finding.ts';
import { remarksOf } from '#services/model/resource-kind.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

/** The description, with the remarks on the finding's resources. */
export function descriptionOf({ description, resource }: Pick<Finding, 'description' | 'resource'>): string {
  return [description, ...remarksOf(RESOURCE_KINDS, resource)].join(' ');
}
