import { hash } from 'node:crypto';
import type { Known } from '#services/model/known.ts';
import type { Directory } from '#services/model/member-account.ts';
import type { OrganizationView } from '#services/model/look.ts';
import { KnownTable } from './known-table.ts';
import { AWS_SERVICE_ACCOUNTS } from './service-accounts.ts';

/** The parts of a view. */
export interface OrganizationParts extends Partial<Directory> {
  /** The accounts whose logs were read; the set may grow. It is used only when there is no directory. */
  readonly read?: ReadonlySet<string>;
  /** Accounts that the keys of the logs name, complete before the first record is read. Used like `read`. */
  readonly named?: ReadonlySet<string>;
  /** The principals that the owner declared as known. */
  readonly known?: readonly Known[];
}

/** The view of the organization at the time of a listing of its members. */
export function organizationView({
  members = new Map(),
  left = new Set(),
  read = new Set(),
  named = new Set(),
  addresses,
  known = [],
}: OrganizationParts): OrganizationView {
  const table = new KnownTable(known);
  const isOwn = (accountId: string): boolean =>
    members.size > 0 ? members.has(accountId) || left.has(accountId) : read.has(accountId) || named.has(accountId);
  return {
    version: hash('sha256', JSON.stringify([inOrder(members), [...left].toSorted(), known, addresses?.version])),
    member: (accountId) => (members.size > 0 ? members : named).has(accountId),
    knowsMembers: members.size > 0,
    knows: (accountId, time) => table.knows(accountId, time),
    foreign: (accountId, time) =>
      /^\d{12}$/.test(accountId) &&
      !isOwn(accountId) &&
      !AWS_SERVICE_ACCOUNTS.has(accountId) &&
      !table.knows(accountId, time),
    ownerOf: (address) => addresses?.owners.get(address),
    knowsAddresses: addresses !== undefined && addresses.owners.size > 0,
    serves: (purpose, caller, time) => table.serves(purpose, caller, time),
    gives: (purpose) => table.gives(purpose),
    organizationalUnits: members,
  };
}

function inOrder(members: ReadonlyMap<string, readonly string[]>) {
  return [...members].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
