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

/** Maps public addresses to the members that have them. */
export interface MemberAddresses {
  /** Equal versions have equal content. */
  readonly version: string;
  readonly owners: ReadonlyMap<string, string>;
}

/** Knowledge about the members when a turn begins. */
export interface Directory {
  /**
   * Each member with the organizational units above it that settings, lists, rules or tokens name, the nearest first.
   * Empty until a list was read.
   */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Accounts that left recently. */
  readonly left: ReadonlySet<string>;
  /** Absent until AWS was asked about the accounts' addresses. */
  readonly addresses?: MemberAddresses | undefined;
}
