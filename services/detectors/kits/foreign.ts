import { accountIn } from '#services/model/arn.ts';
import type { FindingSummary, WindowSummary } from '#services/model/detector.ts';
import type { Look } from '#services/model/look.ts';
import type { DistinctReading } from '#services/model/tally.ts';

/**
 * The accounts that belong to somebody else. For `having` and `explain`, on a tally that took all accounts: the owner's
 * own accounts may be known only after everything was read.
 *
 * @param accounts ids, or ARNs, or texts that hold one
 */
export function foreignAmong(
  accounts: readonly (string | number)[],
  { lastSeen }: Pick<WindowSummary<unknown> | FindingSummary<unknown>, 'lastSeen'>,
  { organization }: Pick<Look, 'organization'>,
): readonly string[] {
  const ids = accounts.flatMap((account) => accountIn(String(account)) ?? []);
  return [...new Set(ids)].filter((id) => organization.foreign(id, lastSeen));
}

/** Joins several accounts of one record into one value: a tally takes one value of each record. */
export function together(accounts: readonly string[]): string | undefined {
  return accounts.length === 0 ? undefined : accounts.toSorted().join(' ');
}

/** The accounts in values that `together` made. */
export function eachOf({ values }: DistinctReading): readonly string[] {
  return values.flatMap((value) => String(value).split(' '));
}
