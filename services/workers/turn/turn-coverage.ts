import type { CoverageFact } from '#services/model/coverage.ts';
import { isEventBatch } from '#services/model/event-batch.ts';
import { nameOf, type LogObject } from '#services/model/log-object.ts';

/**
 * The places that a turn took objects of, as read: whether something of them is refused, the ledger knows best, and
 * `putCoverage` asks it. An object of which it is not known whose it is says nothing, nor do events that were heard before
 * they were delivered.
 */
export function coverageOfTurn(objects: readonly LogObject[]): readonly CoverageFact[] {
  return objects.flatMap(({ accountId, region, source, bucket, key }): CoverageFact[] => {
    if (accountId === undefined || source === undefined || isEventBatch(nameOf({ bucket, key }))) return [];
    const detail = bucket === '' ? 'Read from files.' : `Read from ${bucket}.`;
    return [{ about: 'detection', accountId, region, source, state: 'covered', reason: 'reading', detail }];
  });
}
