import type { AccountLook, EnrolmentSettings, EnrolmentTask, Feature } from '#services/model/enrolment.ts';
import { days, hours } from '#services/model/time.ts';
import { refusalByStatus } from '../enrolment.ts';
import { wantedOf, type PlacedAccount } from './wanted.ts';

/** A look, and when it was taken, ms since the epoch. */
export interface DatedLook {
  readonly look: AccountLook;
  readonly at: number;
}

/** A feature that somebody switched off in an account is noticed after this time at the latest. */
const FRESH_MS = days(1);
/** An account with refusals, or with features that are off, is looked at again after this time. */
const AGAIN_MS = hours(1);

/** An account that is to be looked at, and the features to look for. */
export interface DueLook {
  readonly account: PlacedAccount;
  readonly features: readonly Feature[];
}

/**
 * The accounts to be looked at: those with wanted features that are new, moved, want more features, were left
 * unfinished, were to send events to another bus, or were not looked at for a day.
 *
 * @param now ms since the epoch
 */
export function dueLooks(
  accounts: readonly PlacedAccount[],
  looks: ReadonlyMap<string, DatedLook>,
  settings: EnrolmentSettings,
  now: number,
): readonly DueLook[] {
  return accounts.flatMap((account) => {
    if (!account.listed || refusalByStatus(account) !== undefined) return [];
    const { features } = wantedOf(account, settings);
    if (features.length === 0) return [];
    const known = looks.get(account.id);
    return known === undefined || isOld(known, features, settings, now) ? [{ account, features }] : [];
  });
}

function isOld(
  { look, at }: DatedLook,
  features: readonly Feature[],
  { eventBus }: EnrolmentSettings,
  now: number,
): boolean {
  if (features.some((feature) => !look.asked.includes(feature)) && look.refusal === null) return true;
  if (features.includes('management-events') && look.eventBus !== eventBus) return true;
  const unfinished =
    look.refusal !== null || look.features.some(({ off, refusal }) => off.length > 0 || refusal !== null);
  // A look that is dated in the future counts as old: a wrong clock may have dated it months ahead.
  return at > now || now - at > (unfinished ? AGAIN_MS : FRESH_MS);
}

/** The look that an account would give after a task was done. */
export function withDone(look: AccountLook, { region, feature, resources }: EnrolmentTask): AccountLook {
  return {
    ...look,
    features: look.features.map((each) => {
      if (each.region !== region || each.feature !== feature) return each;
      const off = each.off.filter((resource) => !resources.includes(resource));
      return { ...each, off, on: each.on + each.off.length - off.length };
    }),
  };
}
