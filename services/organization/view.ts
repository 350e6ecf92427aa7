import { hash } from 'node:crypto';
import type { OrganizationView } from '#services/model/look.ts';

/** The organization as of a listing of its members, each with the organizational units that settings name above it. */
export function organizationView(members: ReadonlyMap<string, readonly string[]>): OrganizationView {
  return {
    version: hash('sha256', JSON.stringify([...members].toSorted(([a], [b]) => (a < b ? -1 : 1)))),
    member: (accountId) => members.has(accountId),
    organizationalUnits: members,
  };
}
