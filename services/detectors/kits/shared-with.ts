import { accountIn } from '#services/model/arn.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { listed, member, textOf } from './parameters.ts';

/** With whom an image or a snapshot is shared by a request. */
export interface SharedWith {
  readonly everybody: boolean;
  /** By id; of an organization or a part of one, that of its management account. */
  readonly accounts: readonly string[];
}

/**
 * Whom `ModifyImageAttribute` and `ModifySnapshotAttribute` add: a list below the permission, or, in their older form, ids
 * and groups among the parameters with an `operationType`. Whom they remove is not shared with.
 */
export function addedTo(parameters: Parameters, permission: string): SharedWith {
  const entries = listed(member(parameters[permission], 'add'));
  const named = entries.flatMap((entry) => ENTRY.flatMap((name) => textOf(member(entry, name)) ?? []));
  const flat = parameters['operationType'] === 'add' ? FLAT.flatMap((name) => textsIn(parameters[name])) : [];
  const all = [...named, ...flat];
  return {
    everybody: all.some((text) => text.toLowerCase() === 'all'),
    accounts: [...new Set(all.flatMap((text) => accountIn(text) ?? []))],
  };
}

const ENTRY = ['userId', 'group', 'organizationArn', 'organizationalUnitArn'];
const FLAT = ['userId', 'userIds', 'userIdSet', 'userGroup', 'userGroups', 'userGroupSet', 'groupNames', 'groupSet'];

function textsIn(value: unknown): readonly string[] {
  return listed(value).flatMap(
    (item) => textOf(item) ?? [...ENTRY, 'groupName'].flatMap((name) => textOf(member(item, name)) ?? []),
  );
}
