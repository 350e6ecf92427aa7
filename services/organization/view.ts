import { hash } from 'node:crypto';
import type { OrganizationView } from '#services/model/look.ts';

/** The organization as of a listing of its members. */
export function organizationView(
  members: readonly string[],
  organizationalUnits: OrganizationView['organizationalUnits'] = new Map(),
): OrganizationView {
  const ids = new Set(members);
  const known = [...ids].toSorted().map((id) => [id, organizationalUnits.get(id) ?? []]);
  return {
    version: hash('sha256', JSON.stringify(known)),
    member: (accountId) => ids.has(accountId),
    organizationalUnits,
  };
}
