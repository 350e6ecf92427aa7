import type { LogObjectFilter } from '#db/queries/object-list.ts';
import { accountId } from '../aws-names.ts';
import type { Lists } from '../command.ts';
import { sourceName } from '../source-name.ts';

/** The flags that select objects, shared by all commands that need them. */
export const OBJECT_ARGS = {
  account: { type: 'string', description: 'Only this account. Repeatable', valueHint: '111122223333' },
  source: { type: 'string', description: 'Only this kind of log. Repeatable', valueHint: 'cloudtrail' },
} as const;

/** The filter that the flags ask for. Without a flag its member is absent. @throws UsageError */
export function objectFilter({
  account,
  source,
}: Lists<'account' | 'source'>): Pick<LogObjectFilter, 'accountIds' | 'sources'> {
  return {
    ...(account.length > 0 && { accountIds: account.map(accountId) }),
    ...(source.length > 0 && { sources: source.map(sourceName) }),
  };
}
