/** An account of the organization, as AWS Organizations lists it. The management account is one of them. */
export interface MemberAccount {
  /** 12 digits; may begin with 0. */
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  /** `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`, `PENDING_ACTIVATION` or `CLOSED`. */
  readonly status: string;
  /** The account that pays and owns the organization. */
  readonly management: boolean;
  readonly joinedAt: Date | undefined;
}

/** Whose public addresses are, as far as members have them. */
export interface MemberAddresses {
  /** Equal versions hold the same. */
  readonly version: string;
  readonly owners: ReadonlyMap<string, string>;
}

/** What is known of the members when a turn begins. */
export interface Directory {
  /** Each with the organizational units above it that settings name, the nearest first. Empty until a list was read. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Accounts that left lately. */
  readonly left: ReadonlySet<string>;
  /** Absent before AWS was asked what its accounts have. */
  readonly addresses?: MemberAddresses | undefined;
}
