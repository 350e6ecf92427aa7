import { FEATURES, type EnrolmentSettings, type Feature } from '#services/model/enrolment.ts';
import type { MemberAccount } from '#services/model/member-account.ts';

/** An account and its position in the organization. */
export interface PlacedAccount extends Pick<MemberAccount, 'id' | 'name' | 'status' | 'management'> {
  readonly joinedAt: Date | null;
  /** The units above it that settings name, the nearest first. */
  readonly organizationalUnits: readonly string[];
  /** Whether it is still in the organization. */
  readonly listed: boolean;
}

/** The features wanted in an account, or why there are none. */
export interface Wanted {
  readonly features: readonly Feature[];
  readonly because: string;
}

/** The features that the settings want in an account. */
export function wantedOf(account: PlacedAccount, settings: EnrolmentSettings): Wanted {
  const { exclude = [], since } = settings;
  const excluded = [account.id, ...account.organizationalUnits].find((id) => exclude.includes(id));
  if (excluded !== undefined) return { features: [], because: `The settings exclude ${excluded}.` };
  const newFrom = since === undefined ? Infinity : Date.parse(since);
  const isNew = account.joinedAt !== null && account.joinedAt.getTime() >= newFrom;
  const features = FEATURES.filter((feature) => {
    const wanted = autoEnableOf(account, feature, settings);
    return wanted === 'ALL' || (wanted === 'NEW' && isNew);
  });
  return { features, because: features.length === 0 ? 'The settings switch nothing on there.' : '' };
}

/** The units that the enrolment settings name: the accounts below them must be known. */
export function unitsOfEnrolment({ organizationalUnits = {}, exclude = [] }: EnrolmentSettings): readonly string[] {
  return [...new Set([...Object.keys(organizationalUnits), ...exclude.filter((id) => id.startsWith('ou-'))])];
}

function autoEnableOf(account: PlacedAccount, feature: Feature, settings: EnrolmentSettings) {
  const { autoEnable = {}, organizationalUnits = {} } = settings;
  const nearest = account.organizationalUnits.find((unit) => organizationalUnits[unit]?.[feature] !== undefined);
  return (nearest === undefined ? autoEnable[feature] : organizationalUnits[nearest]?.[feature]) ?? 'NONE';
}
