import type { CoverageFact } from '#services/model/coverage.ts';
import type { LogObject } from '#services/model/log-object.ts';

/**
 * The places that a turn took objects of, as read: whether something of them is refused, the ledger knows best, and
 * `putCoverage` asks it. An object of which it is not known whose it is says nothing.
 */
export function coverageOfTurn(objects: readonly LogObject[]): readonly CoverageFact[] {
  return objects.flatMap(({ accountId, region, source, bucket }): CoverageFact[] => {
    if (accountId === undefined || source === undefined) return [];
    const detail = bucket === '' ? 'Read from files.' : `Read from ${bucket}.`;
    return [{ about: 'detection', accountId, region, source, state: 'covered', reason: 'reading', detail }];
  });
}
