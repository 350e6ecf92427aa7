import type { Postponed } from '#db/queries/commit.ts';
import type { CoverageFact, CoverageReason } from '#services/model/coverage.ts';
import { nameOf, type LogObject, type ObjectReport, type TroubleKind } from '#services/model/log-object.ts';

/** What a turn found out about what can be seen: where objects were read, and where they were refused. */
export function coverageOfTurn(
  reports: readonly ObjectReport[],
  postponed: readonly Postponed[],
): readonly CoverageFact[] {
  const read = reports.flatMap(({ object, state }) => (state === 'failed' ? [] : factOf(object, 'reading')));
  const refused = postponed.flatMap(({ object, trouble }) =>
    factOf(object, REASONS[trouble.kind] ?? 'error', `${nameOf(object)}: ${trouble.message}`),
  );
  // The last fact about a place holds: where something is refused, not all is seen.
  return [...read, ...refused];
}

const REASONS: Partial<Record<TroubleKind, CoverageReason>> = { 'access-denied': 'bucket-denied' };

/** Nothing for an object of which it is not known whose it is. */
function factOf(
  { accountId, region, source, bucket }: LogObject,
  reason: CoverageReason,
  detail = bucket === '' ? 'Read from files.' : `Read from ${bucket}.`,
): readonly CoverageFact[] {
  if (accountId === undefined || source === undefined) return [];
  return [{ accountId, region, source, state: reason === 'reading' ? 'covered' : 'gap', reason, detail }];
}
