import { hash } from 'node:crypto';
import type { OrganizationView } from '#services/model/look.ts';

/** The organization as of a listing of its members. */
export function organizationView(members: readonly string[]): OrganizationView {
  const ids = new Set(members);
  return {
    version: hash('sha256', JSON.stringify([...ids].toSorted())),
    member: (accountId) => ids.has(accountId),
  };
}
