import type { Intel } from './intel.ts';
import type { KnownCaller, Purpose } from './known.ts';

/**
 * Knowledge about the organization, from the snapshot a turn runs with. Every answer is a function of the snapshot
 * alone.
 */
export interface OrganizationView {
  /** Equal versions give equal answers. */
  readonly version: string;
  /** Whether the account is a member, as far as the directory has been read; in a scan, as far as the keys of logs tell. */
  member(accountId: string): boolean;
  /** Whether the directory of the organization has been read: without it, strangers cannot be told from members. */
  readonly knowsMembers: boolean;
  /** Whether the owner's table names the account. @param time of the event, ms since the epoch: entries may end */
  knows(accountId: string, time: number): boolean;
  /**
   * Whether an account is a stranger's: it is no member, did not leave within the last days, is not in the owner's
   * table, and is not an account that AWS services use. Without a directory, the accounts whose logs were read count as
   * the organization's. In a scan these are complete only at the end: ask in `having`, not before.
   *
   * @param time of the event, ms since the epoch: entries of the owner's table may end
   */
  foreign(accountId: string, time: number): boolean;
  /** The member that has a public address, if any: the address was seen on an interface of that account. */
  ownerOf(address: string): string | undefined;
  /** Whether addresses of members are known at all; they come from the inventory. */
  readonly knowsAddresses: boolean;
  /** Whether the owner's table gives a caller this purpose. @param time of the event, ms since the epoch */
  serves(purpose: Purpose, caller: KnownCaller, time: number): boolean;
  /** Whether the owner's table gives the purpose to anybody or anything, at any time. */
  gives(purpose: Purpose): boolean;
  /**
   * The organizational units above each account, the nearest first: only units that settings, lists, rules or tokens
   * name.
   */
  readonly organizationalUnits: ReadonlyMap<string, readonly string[]>;
}

/** Immutable data that a detector, or the description of an action, may consult besides the record itself. */
export interface Look<Settings = Readonly<Record<string, never>>> {
  readonly intel: Intel;
  readonly organization: OrganizationView;
  /** The detector's own settings, with the organization's overrides. */
  readonly settings: Settings;
}
