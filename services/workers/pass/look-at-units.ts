import { putUnitsAbove, putUnitsRefused, putUnitTree } from '#db/queries/organizational-units.ts';
import type { Db } from '#db/client.ts';
import { AwsError } from '#services/aws/aws-error.ts';
import type { ClientConfig } from '#services/aws/aws.ts';
import { organizationTree } from '#services/aws/organizational-units.ts';
import type { UnitTree } from '#services/model/organizational-unit.ts';
import { unitsAbove } from './units-above.ts';

/**
 * Keeps the organization's tree. Who may not list it whole is told of the units that are named, and no others; what fails
 * otherwise leaves everything as it was, for a tree of yesterday is better than none.
 *
 * @param named the units that settings, lists, rules or viewers name
 * @returns why it cannot be told which accounts are below these
 */
export async function lookAtUnits(
  db: Db,
  administrator: ClientConfig,
  organizationId: string,
  named: readonly string[],
  now: Date,
): Promise<AwsError | undefined> {
  const tree = await listed(administrator);
  if (!(tree instanceof AwsError)) {
    await putUnitTree(db, organizationId, tree, now);
    return nowhere(named, tree);
  }
  await putUnitsRefused(db, organizationId, tree.message);
  if (tree.kind !== 'access-denied' && tree.kind !== 'over-bound') return tree;
  const above = await unitsAbove(administrator, named);
  if (above instanceof AwsError) return above;
  await putUnitsAbove(db, above);
  return undefined;
}

async function listed(administrator: ClientConfig): Promise<UnitTree | AwsError> {
  try {
    return await organizationTree(administrator);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

/** What is said of a unit that is gone holds for nobody, and should not do so in silence. */
function nowhere(named: readonly string[], { units }: UnitTree): AwsError | undefined {
  const gone = named.find((id) => !units.some((unit) => unit.id === id));
  if (gone === undefined) return undefined;
  const message = `Settings, lists, rules or viewers name ${gone}, which is no unit of the organization: what they say holds for nobody.`;
  return new AwsError('missing', message, 'OrganizationalUnitNotFound', undefined);
}
