import type { LogObjectFilter } from '#db/queries/object-list.ts';
import { accountId } from '../aws-names.ts';
import { sourceName } from '../source-name.ts';

/** What objects are chosen by, in every command that chooses some. */
export const OBJECT_ARGS = {
  account: { type: 'string', description: 'Of this account. Repeatable', valueHint: '111122223333' },
  source: { type: 'string', description: 'Of this kind of log. Repeatable', valueHint: 'cloudtrail' },
} as const;

/** Whose objects are meant; a member that nothing was said of is absent. @throws UsageError */
export function objectFilter({
  account = [],
  source = [],
}: Readonly<Record<string, readonly string[]>>): Pick<LogObjectFilter, 'accountIds' | 'sources'> {
  return {
    ...(account.length > 0 && { accountIds: account.map(accountId) }),
    ...(source.length > 0 && { sources: source.map(sourceName) }),
  };
}
