import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { listed, member, textOf } from './parameters.ts';

/** The accounts with which a request shares an image or a snapshot. */
export interface SharedWith {
  readonly everybody: boolean;
  /** Something was shared with an account by its id, and not only with an organization or a part of one. */
  readonly byAccount: boolean;
  /** Ids of accounts; for an organization or a part of one, the id of its management account. */
  readonly accounts: readonly string[];
}

/**
 * The accounts that `ModifyImageAttribute` and `ModifySnapshotAttribute` add: a list below the permission, or, in the
 * older form, ids and groups among the parameters with an `operationType`. Removed accounts are not included.
 */
export function addedTo(parameters: Parameters, permission: string): SharedWith {
  const entries = listed(member(parameters[permission], 'add'));
  const named = entries.flatMap((entry) => ENTRY.flatMap((name) => textOf(member(entry, name)) ?? []));
  const flat = parameters['operationType'] === 'add' ? FLAT.flatMap((name) => textsIn(parameters[name])) : [];
  const all = [...named, ...flat];
  return {
    everybody: all.some((text) => text.toLowerCase() === 'all'),
    byAccount: all.some((text) => /^\d{12}$/.test(text)),
    accounts: [...new Set(all.flatMap((text) => accountIn(text) ?? []))],
  };
}

/**
 * Whether AWS Backup shares what it copies: it copies into accounts of the same organization only ("Creating backup
 * copies across AWS accounts"), so the account is no stranger's even where no directory says so.
 */
export function isByBackup({
  userIdentity,
  sourceIPAddress,
}: Pick<CloudTrailRecord, 'userIdentity' | 'sourceIPAddress'>): boolean {
  return [userIdentity.invokedBy, sourceIPAddress].includes('backup.amazonaws.com');
}

const ENTRY = ['userId', 'group', 'organizationArn', 'organizationalUnitArn'];
const FLAT = ['userId', 'userIds', 'userIdSet', 'userGroup', 'userGroups', 'userGroupSet', 'groupNames', 'groupSet'];

function textsIn(value: unknown): readonly string[] {
  return listed(value).flatMap(
    (item) => textOf(item) ?? [...ENTRY, 'groupName'].flatMap((name) => textOf(member(item, name)) ?? []),
  );
}
