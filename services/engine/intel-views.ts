import type { AnyDetector } from '#services/model/detector.ts';
import type { Intel, ListScope } from '#services/model/intel.ts';
import type { OrganizationView } from '#services/model/look.ts';

/** The intel without lists for single accounts, and that of accounts with such lists. Equal sets are one object. */
export interface IntelViews {
  readonly common: Intel;
  readonly byAccount: ReadonlyMap<string, Intel>;
}

/** The views of the accounts that lists name, and of the accounts below the units that lists name. */
export function intelViews(
  intel: Intel,
  { organizationalUnits }: Pick<OrganizationView, 'organizationalUnits'>,
): IntelViews {
  const { scoped } = intel;
  const byAccount = new Map<string, Intel>();
  if (scoped === undefined) return { common: intel, byAccount };
  const known = new Map<string, Intel>();
  const named = scoped.scopes.flatMap(({ accounts }) => accounts);
  for (const accountId of new Set([...named, ...organizationalUnits.keys()])) {
    const units = organizationalUnits.get(accountId) ?? [];
    const inForce = scoped.scopes.filter((scope) => isFor(scope, accountId, units));
    if (inForce.length === 0) continue;
    const name = inForce.map((scope) => scoped.scopes.indexOf(scope)).join(' ');
    const view = known.get(name) ?? scoped.within(inForce);
    known.set(name, view);
    byAccount.set(accountId, view);
  }
  return { common: intel, byAccount };
}

/** The views that a detector needs: accounts share its question where their lists make no difference to it. */
export function viewsFor({ needs = [] }: Pick<AnyDetector, 'needs'>, views: IntelViews): IntelViews {
  const categories = [...(views.common.scoped?.categories ?? [])].filter((category) => category !== 'trusted');
  // Only detectors that need the owner's `custom` list read it; any detector may read the other lists.
  const makesADifference = categories.some((category) => category !== 'custom' || needs.includes(category));
  return makesADifference ? views : { common: views.common, byAccount: new Map() };
}

function isFor({ accounts, organizationalUnits }: ListScope, accountId: string, units: readonly string[]): boolean {
  return accounts.includes(accountId) || organizationalUnits.some((unit) => units.includes(unit));
}
