import { accountIn } from '#services/model/arn.ts';
import type { FindingSummary, WindowSummary } from '#services/model/detector.ts';
import type { Look } from '#services/model/look.ts';
import type { DistinctReading } from '#services/model/tally.ts';

/**
 * Those of the accounts that are somebody else's. To be asked in `having` and `explain`, of a tally that took the
 * accounts: which are one's own may be known only when all was read.
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

/** Several accounts of one record as one value of a tally, which takes one of each record. */
export function together(accounts: readonly string[]): string | undefined {
  return accounts.length === 0 ? undefined : accounts.toSorted().join(' ');
}

/** Each account of values that `together` made. */
export function eachOf({ values }: DistinctReading): readonly string[] {
  return values.flatMap((value) => String(value).split(' '));
}
