import { exampleIntel } from '#services/cli/sample/example-intel.ts';
import iamUser from '#services/behaviour/profiles/iam-user.ts';
import { IdentityActs } from '#services/engine/identity-acts.ts';
import { organizationView } from '#services/organization/view.ts';
import { recordOf, type Caller, type Place } from './caller.ts';
import type { MadeCall } from './odd-acts.ts';

const LOOK = {
  intel: exampleIntel({ records: [] }),
  organization: organizationView({ read: new Set(), known: [], addresses: { version: '', owners: new Map() } }),
};

/** The calls of one caller on one day, from one place. */
export interface Doing {
  readonly caller: Caller;
  readonly place: Place;
  readonly calls: readonly MadeCall[];
}

/**
 * Adds calls to the gathered acts of an identity's day, in the way the profile does.
 *
 * @param acts undefined: the day begins
 */
export function gather({ caller, place, calls }: Doing, day: number, acts?: IdentityActs): IdentityActs {
  let gathered = acts;
  for (const call of calls) {
    const record = recordOf(caller, place, call, day * DAY_MS);
    if (gathered === undefined) {
      const identity = iamUser.who.of(record);
      if (identity === undefined) throw new Error(`Nothing is learned of ${caller.name}.`);
      gathered = new IdentityActs(iamUser, caller.accountId, identity.id, day, identity);
    }
    gathered.add(iamUser.act.of(record, LOOK), true);
    for (const [kind, { by, of }] of Object.entries(iamUser.circumstances)) {
      const value: unknown = Reflect.get(record, by);
      gathered.addCircumstance(kind, of(value === undefined ? undefined : String(value), LOOK) ?? '');
    }
  }
  if (gathered === undefined) throw new Error('A day on which nothing was done is none.');
  return gathered;
}

const DAY_MS = 86_400_000;
