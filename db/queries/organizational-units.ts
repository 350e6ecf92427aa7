import { asc, inArray, sql } from 'drizzle-orm';
import type { OrganizationalUnit, UnitTree } from '#services/model/organizational-unit.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { accounts, organizationalUnits, unitListings } from '../schema/accounts.ts';
import { within } from './scope.ts';

/** The tree of organizational units, as far as a viewer may see it. */
export interface KnownTree {
  readonly units: readonly OrganizationalUnit[];
  /** When it was last listed completely; undefined: never. */
  readonly listedAt: Date | undefined;
  /** Why the last listing failed; only for viewers who see everything. */
  readonly refusal: string | undefined;
}

/** The units above the accounts of a scope; all units for viewers who see everything. */
export async function unitTree(db: Db, scope: ViewerScope): Promise<KnownTree> {
  const held = db
    .select({ id: sql<string>`jsonb_array_elements_text(${accounts.organizationalUnits})` })
    .from(accounts)
    .where(within(scope, accounts.id));
  const rows = await db
    .select()
    .from(organizationalUnits)
    .where(scope.kind === 'everything' ? undefined : inArray(organizationalUnits.id, held))
    .orderBy(asc(organizationalUnits.name), asc(organizationalUnits.id));
  const [listing] = await db.select().from(unitListings).limit(1);
  return {
    units: rows.map(({ parentId, ...unit }) => ({ ...unit, parentId: parentId ?? undefined })),
    listedAt: listing?.listedAt ?? undefined,
    refusal: scope.kind === 'everything' ? (listing?.refusal ?? undefined) : undefined,
  };
}

/** Stores the whole tree as it was listed, and the units above each account. */
export async function putUnitTree(
  db: Db,
  organizationId: string,
  { units, above }: UnitTree,
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.delete(organizationalUnits);
    await tx.execute(sql`
      insert into organizational_units (id, name, parent_id)
      select r.id, r.name, r."parentId" from json_to_recordset(${toJson(units)}::json) as r(id text, name text, "parentId" text)
      on conflict (id) do nothing`);
    await putUnitsAbove(tx, above, 'kept');
    await putListing(tx, { organizationId, listedAt: now, refusal: null });
  });
}

/** Stores why the tree could not be listed; its last known state stays. */
export async function putUnitsRefused(db: Db, organizationId: string, refusal: string): Promise<void> {
  await putListing(db, { organizationId, refusal });
}

async function putListing(db: Db, row: typeof unitListings.$inferInsert): Promise<void> {
  await db.insert(unitListings).values(row).onConflictDoUpdate({ target: unitListings.organizationId, set: row });
}

/**
 * Stores the present units above accounts.
 *
 * @param others accounts that are not given: set to no units, or kept as they were, such as one that moved while the
 *   tree was listed
 */
export async function putUnitsAbove(
  db: Db,
  above: ReadonlyMap<string, readonly string[]>,
  others: 'none' | 'kept' = 'none',
): Promise<void> {
  const rows = [...above].map(([id, units]) => ({ id, units }));
  await db.execute(sql`
    update accounts a set organizational_units = coalesce(r.units, '[]')
    from accounts b left join json_to_recordset(${toJson(rows)}::json) as r(id text, units jsonb) on r.id = b.id
    where a.id = b.id and (r.id is not null or ${others}::text = 'none')
      and a.organizational_units <> coalesce(r.units, '[]')`);
}
