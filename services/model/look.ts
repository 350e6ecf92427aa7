import type { Intel } from './intel.ts';

/** What is known of the organization, as of the snapshot a turn runs with. Every answer is a function of the snapshot alone. */
export interface OrganizationView {
  /** Equal versions give equal answers. */
  readonly version: string;
  /** Whether the account is a member, as far as the directory has been read. */
  member(accountId: string): boolean;
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
