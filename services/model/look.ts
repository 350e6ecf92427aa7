import type { Intel } from './intel.ts';
import type { KnownCaller, Purpose } from './known.ts';

/** What is known of the organization, as of the snapshot a turn runs with. Every answer is a function of the snapshot alone. */
export interface OrganizationView {
  /** Equal versions give equal answers. */
  readonly version: string;
  /** Whether the account is a member, as far as the directory has been read. */
  member(accountId: string): boolean;
  /**
   * Whether an account is somebody else's, of whom nothing is known: no member, none that left within the last days, none
   * that the owner knows, and none that AWS's services work from. Where no directory was read, the accounts whose logs
   * were read are one's own. In a scan these are complete only at the end: ask in `having`, not before.
   *
   * @param time of the event, ms since the epoch: what the owner knows may end
   */
  foreign(accountId: string, time: number): boolean;
  /** The member that has a public address, if one of them does: it was seen on an interface of that account. */
  ownerOf(address: string): string | undefined;
  /** Whether addresses of members are known at all; without the inventory none are. */
  readonly knowsAddresses: boolean;
  /** Whether the owner says of a caller what the caller is for. @param time of the event, ms since the epoch */
  serves(purpose: Purpose, caller: KnownCaller, time: number): boolean;
  /** The organizational units that accounts are below, the nearest first, by account: as far as they were asked for. */
  readonly organizationalUnits: ReadonlyMap<string, readonly string[]>;
}

/** The immutable things a detector may look into besides the record itself, and an action be described by. */
export interface Look<Settings = Readonly<Record<string, never>>> {
  readonly intel: Intel;
  readonly organization: OrganizationView;
  /** The detector's own tunables, with the organization's overrides. */
  readonly settings: Settings;
}
