import { allAccounts } from '#db/queries/accounts.ts';
import { unitTree } from '#db/queries/organizational-units.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { MANAGEMENT, UNIT } from '../organization.ts';
import type { Ended } from '../run.ts';

/**
 * The stored tree equals the organization's tree, whatever failed while it was listed, and each account is at its place
 * in it.
 */
export async function checkUnits({ database: { db }, organization }: Ended): Promise<readonly string[]> {
  const { units, refusal } = await unitTree(db, EVERYTHING);
  const kept = units.map(({ id }) => id).join();
  const stands = new Map(
    (await allAccounts(db, EVERYTHING)).map(({ id, organizationalUnits }) => [id, organizationalUnits.join()]),
  );
  return [
    ...(kept === UNIT ? [] : [`The tree that is kept has the units "${kept}", and the organization has ${UNIT}`]),
    ...(refusal === undefined ? [] : [`The tree was listed since, and still it is said: ${refusal}`]),
    ...[...organization.accounts].flatMap(([id, { status }]) => {
      const above = id === MANAGEMENT ? '' : UNIT;
      if (status === 'GONE' || stands.get(id) === above) return [];
      return [`Account ${id} is kept below "${stands.get(id)}", and stands below "${above}"`];
    }),
  ];
}
