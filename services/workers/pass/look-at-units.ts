import {
  putUnitsAbove,
  putUnitsRefused,
  putUnitTree,
  unitTree,
  type KnownTree,
} from '#db/queries/organizational-units.ts';
import type { Db } from '#db/client.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import type { ClientConfig } from '#services/aws/aws.ts';
import { organizationTree } from '#services/aws/organizational-units.ts';
import type { ReadOrganization } from '#services/aws/organizations.ts';
import type { OrganizationalUnit, UnitTree } from '#services/model/organizational-unit.ts';
import { days, hours, minutes } from '#services/model/time.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { unitsAbove } from './units-above.ts';

/**
 * Keeps the organization's tree of units up to date. Each look tells the units above the accounts; the units themselves
 * are listed when an account is below an unknown unit, and regularly for their names. An administrator who may not list
 * the whole tree is asked only about the named units. Other errors leave the stored tree as it was, because an old tree
 * is better than none.
 *
 * @param named the units that settings, lists, rules or viewers name
 * @returns why the accounts below the named units are unknown
 */
export async function lookAtUnits(
  db: Db,
  administrator: ClientConfig,
  { id, above }: Pick<ReadOrganization, 'id' | 'above'>,
  named: readonly string[],
  now: Date,
): Promise<AwsError | undefined> {
  if (above !== undefined) await putUnitsAbove(db, above);
  const known = await unitTree(db, EVERYTHING);
  if (!isDue(known, above, now)) return nowhere(named, known.units);
  const tree = await listed(administrator, above);
  if (!(tree instanceof AwsError)) {
    await putUnitTree(db, id, tree, now);
    return nowhere(named, tree.units);
  }
  await putUnitsRefused(db, id, tree.message);
  if (tree.kind !== 'access-denied' && tree.kind !== 'over-bound') return tree;
  if (above !== undefined) return undefined;
  const below = await unitsAbove(administrator, named);
  if (below instanceof AwsError) return below;
  await putUnitsAbove(db, below);
  return undefined;
}

/** Requests an hour that listing the tree may take: AWS allows an organization only a few a second, for all callers. */
const REQUESTS_MAX = 1000;
/** Looks are an hour apart; this lets one come a little early. */
const EARLY_MS = minutes(5);

/**
 * Whether the units must be listed again. When accounts come without their units, a large tree is listed less often
 * than a small one.
 */
function isDue({ units, listedAt, refusal }: KnownTree, above: UnitTree['above'] | undefined, now: Date): boolean {
  if (listedAt === undefined || refusal !== undefined) return true;
  const age = now.getTime() - listedAt.getTime() + EARLY_MS;
  if (above === undefined) return age >= hours(Math.floor((2 * (units.length + 1)) / REQUESTS_MAX));
  const ids = new Set(units.map((unit) => unit.id));
  return age >= days(1) || [...above.values()].some((path) => path.some((unit) => !ids.has(unit)));
}

async function listed(administrator: ClientConfig, above: UnitTree['above'] | undefined): Promise<UnitTree | AwsError> {
  try {
    return await organizationTree(administrator, above);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/**
 * An error when a named unit no longer exists: what settings say about it applies to nobody, and that should be
 * visible.
 */
function nowhere(named: readonly string[], units: readonly OrganizationalUnit[]): AwsError | undefined {
  const gone = named.find((id) => !units.some((unit) => unit.id === id));
  if (gone === undefined) return undefined;
  const message = `Settings, lists, rules or viewers name ${gone}, which is not a unit of the organization: they apply to no account.`;
  return new AwsError('missing', message, 'OrganizationalUnitNotFound', undefined);
}
