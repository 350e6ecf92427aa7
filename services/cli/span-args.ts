import type { ArgsDef } from 'citty';
import { accountId } from './aws-names.ts';
import type { Lists } from './command.ts';
import { askedMoment } from './moment.ts';
import { UsageError } from './usage-error.ts';

/** The flags that select logs, by time and by account. `account` is repeatable. */
export const SPAN_ARGS = {
  from: { type: 'string', required: true, description: 'Start of the time span', valueHint: '2026-11-01' },
  to: { type: 'string', description: 'End of the time span (default: now)', valueHint: '2026-11-02T12:00:00Z' },
  account: { type: 'string', description: 'Only this account. Repeatable', valueHint: '111122223333' },
  format: { type: 'enum', options: ['table', 'json'], default: 'table', description: 'A table, or JSON lines' },
} satisfies ArgsDef;

/** Times in ms since the epoch; without `accounts`, all are selected. */
export interface AskedSpan {
  readonly from: number;
  readonly to: number;
  readonly accounts: readonly string[] | undefined;
}

/** @param now ms since the epoch @throws UsageError */
export function askedSpan(
  args: { readonly from: string; readonly to?: string | undefined },
  lists: Lists<'account'>,
  now: number,
): AskedSpan {
  const from = askedMoment('from', args.from);
  const to = args.to === undefined ? now : askedMoment('to', args.to);
  if (to <= from) throw new UsageError('--to must be after --from.');
  const accounts = lists.account.map(accountId);
  return { from, to, accounts: accounts.length === 0 ? undefined : accounts };
}
