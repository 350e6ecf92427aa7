import type { CoverageFact } from '#services/model/coverage.ts';
import { isEventBatch } from '#services/model/event-batch.ts';
import { nameOf, type LogObject } from '#services/model/log-object.ts';

/**
 * States the places of a turn's objects as covered. The ledger knows best whether some of their objects were refused,
 * and `putCoverage` asks it. Objects without a known account or source give no fact, nor do events that were received
 * before CloudTrail delivered them.
 */
export function coverageOfTurn(objects: readonly LogObject[]): readonly CoverageFact[] {
  return objects.flatMap(({ accountId, region, source, bucket, key }): CoverageFact[] => {
    if (accountId === undefined || source === undefined || isEventBatch(nameOf({ bucket, key }))) return [];
    const detail = bucket === '' ? 'Read from files.' : `Read from ${bucket}.`;
    return [{ about: 'detection', accountId, region, source, state: 'covered', reason: 'reading', detail }];
  });
}
