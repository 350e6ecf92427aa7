import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import type { OrganizationalUnit, UnitTree } from '#services/model/organizational-unit.ts';
import { asking, AwsError } from './aws-error.ts';
import type { ClientConfig } from './aws.ts';
import type { Permission } from './permission.ts';
import { sharedClient } from './shared-client.ts';

export const permissions: readonly Permission[] = [
  {
    action: 'organizations:ListRoots',
    principals: ['administrator'],
    why: 'show the tree of organizational units; without it only the units that settings name are known',
  },
  {
    action: 'organizations:ListAccountsForParent',
    principals: ['administrator'],
    why: 'know which accounts are in an organizational unit',
  },
  {
    action: 'organizations:ListOrganizationalUnitsForParent',
    principals: ['administrator'],
    why: 'know which organizational units are in another',
  },
];

/** Bounds on the depth and the number of units ("Quotas for AWS Organizations" in its User Guide). */
const UNITS_DEEP = 5;
const UNITS_MAX = 2000;

/** The direct children of a unit or the root. */
interface Below {
  readonly accountIds: readonly string[];
  readonly units: readonly { readonly id: string; readonly name: string }[];
}

/**
 * The whole tree of the organization. It lists the units in each unit, one after the other.
 *
 * @param known the units above each account; absent: accounts are listed as well, by one more call for each unit. An
 *   account that moves meanwhile may be in none of them
 * @throws AwsError `access-denied` unless the caller may list it, `over-bound` when there are more units than AWS
 *   permits
 */
export async function organizationTree(config: ClientConfig, known?: UnitTree['above']): Promise<UnitTree> {
  const { OrganizationsClient, paginateListRoots } = await import('@aws-sdk/client-organizations');
  const client = sharedClient(OrganizationsClient, config);
  return asking("list the organization's tree", async () => {
    const units: OrganizationalUnit[] = [];
    const above = new Map(known);
    for await (const { Roots = [] } of paginateListRoots({ client }, {}))
      for (const { Id } of Roots)
        if (Id !== undefined)
          await walk(client, Id, UNITS_DEEP + 1, known === undefined, ({ accountIds, units: found }, path) => {
            for (const id of accountIds) above.set(id, path);
            units.push(...found.map((unit) => ({ ...unit, parentId: path[0] })));
          });
    return { units, above };
  });
}

/**
 * The accounts below an organizational unit, each with the number of units in between.
 *
 * @throws AwsError `refused` when there is no such unit, `access-denied` unless the caller may list it, `over-bound`
 *   when there are more units than AWS permits
 */
export async function accountsBelow(config: ClientConfig, unitId: string): Promise<ReadonlyMap<string, number>> {
  const { OrganizationsClient } = await import('@aws-sdk/client-organizations');
  const client = sharedClient(OrganizationsClient, config);
  return asking(`list the accounts below ${unitId}`, async () => {
    const below = new Map<string, number>();
    await walk(client, unitId, UNITS_DEEP, true, ({ accountIds }, path) => {
      for (const id of accountIds) below.set(id, path.length);
    });
    return below;
  });
}

/**
 * Visits everything below a parent, level by level, and each unit once.
 *
 * @param withAccounts whether accounts are listed as well as units
 * @param found gets the direct children of a unit, and the units between it and the parent, itself first
 */
async function walk(
  client: OrganizationsClient,
  parentId: string,
  levels: number,
  withAccounts: boolean,
  found: (below: Below, path: readonly string[]) => void,
): Promise<void> {
  const met = new Set([parentId]);
  let parents: readonly { readonly id: string; readonly path: readonly string[] }[] = [{ id: parentId, path: [] }];
  for (let level = 0; level < levels && parents.length > 0; level++) {
    const children: { readonly id: string; readonly path: readonly string[] }[] = [];
    for (const { id, path } of parents) {
      const { accountIds, units } = await listBelow(client, id, withAccounts);
      const fresh = units.filter((unit) => met.size < met.add(unit.id).size);
      if (met.size > UNITS_MAX + 1) throw tooManyUnits();
      found({ accountIds, units: fresh }, path);
      children.push(...fresh.map((unit) => ({ id: unit.id, path: [unit.id, ...path] })));
    }
    parents = children;
  }
}

function tooManyUnits(): AwsError {
  const message = `The organization has more than ${UNITS_MAX} organizational units, which AWS does not allow.`;
  return new AwsError('over-bound', message, 'TooManyUnits', undefined);
}

async function listBelow(client: OrganizationsClient, ParentId: string, withAccounts: boolean): Promise<Below> {
  const { paginateListAccountsForParent, paginateListOrganizationalUnitsForParent } =
    await import('@aws-sdk/client-organizations');
  const accountIds: string[] = [];
  const units: Below['units'][number][] = [];
  if (withAccounts)
    for await (const { Accounts = [] } of paginateListAccountsForParent({ client }, { ParentId }))
      accountIds.push(...Accounts.flatMap(({ Id }) => Id ?? []));
  for await (const { OrganizationalUnits = [] } of paginateListOrganizationalUnitsForParent({ client }, { ParentId }))
    units.push(
      ...OrganizationalUnits.flatMap(({ Id, Name }) => (Id === undefined ? [] : { id: Id, name: Name ?? Id })),
    );
  return { accountIds, units };
}
