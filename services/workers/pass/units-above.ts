import { AwsError } from '#services/aws/aws-error.ts';
import type { ClientConfig } from '#services/aws/aws.ts';
import { accountsBelow } from '#services/aws/organizational-units.ts';

/** The named units above each account, the nearest first; or why they are unknown. */
export async function unitsAbove(
  administrator: ClientConfig,
  units: readonly string[],
): Promise<Map<string, readonly string[]> | AwsError> {
  const above = new Map<string, { readonly unit: string; readonly depth: number }[]>();
  try {
    for (const unit of [...new Set(units)].toSorted())
      for (const [accountId, depth] of await accountsBelow(administrator, unit))
        above.set(accountId, [...(above.get(accountId) ?? []), { unit, depth }]);
  } catch (error) {
    // A setting that names a deleted unit must not keep the logs of all other accounts from being read.
    if (error instanceof AwsError) return error;
    throw error;
  }
  return new Map(
    [...above].map(([id, found]) => [id, found.toSorted((a, b) => a.depth - b.depth).map(({ unit }) => unit)]),
  );
}
