import type { Example } from '#services/model/detector.ts';
import type { OrganizationView } from '#services/model/look.ts';
import { organizationView } from '#services/organization/view.ts';

/** The accounts of AWS's documentation, which are members in examples and in simulated organizations. */
export const EXAMPLE_MEMBERS: ReadonlySet<string> = new Set([
  '111122223333',
  '444455556666',
  '777788889999',
  '123456789012',
]);

/** The organization of an example: every other account is an outsider, those of AWS and of vendors as well. */
export function exampleOrganization({
  known = [],
  addresses = {},
}: Pick<Example, 'known' | 'addresses'> = {}): OrganizationView {
  const owners = { version: 'example', owners: new Map(Object.entries(addresses)) };
  return organizationView({ named: EXAMPLE_MEMBERS, known, addresses: owners });
}
