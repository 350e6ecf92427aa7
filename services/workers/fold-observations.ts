import assert from 'node:assert/strict';
import type { DeliveryOrder, FindingChange } from '#db/queries/commit.ts';
import type { StoredFinding } from '#db/queries/turn.ts';
import { fold, type FindingState } from '#services/engine/fold.ts';
import { detectorIdOf, findingId } from '#services/engine/identity.ts';
import type { Sink } from '#services/model/delivery.ts';
import { countedKey, observationKey, type Observation } from '#services/model/observation.ts';

/**
 * Folds a turn's observations into what is stored of their findings.
 *
 * @param previousCounts by `countedKey`: what findings count of these observations already
 */
export function foldObservations(
  observations: readonly Observation[],
  stored: ReadonlyMap<string, StoredFinding>,
  previousCounts: ReadonlyMap<string, number>,
  now: Date,
): readonly FindingChange[] {
  const folded = new Map<string, FindingState>();
  const met = new Set<string>();
  for (const observation of observations) {
    const id = findingId(observation);
    const key = countedKey(id, observationKey(observation));
    // Counts are kept by this key: two observations of one would overwrite each other.
    assert(!met.has(key), `${observation.type}: its "about" gives two subjects of one window the same name.`);
    met.add(key);
    const previous = previousCounts.get(key) ?? 0;
    // A window that started anew counts from zero what its finding may count already: a count never falls.
    const state = fold(folded.get(id) ?? stored.get(id), Math.min(previous, observation.count), observation, {
      detectorId: detectorIdOf(observation.accountId, observation.region),
      now: now.toISOString(),
    });
    folded.set(id, state);
  }
  return [...folded].map(([id, state]) => ({ ...state, previous: stored.get(id)?.finding.updatedAt }));
}

/** One delivery for each sink and finding. */
export function orderDeliveries(sinks: readonly Sink[], findings: readonly FindingChange[]): readonly DeliveryOrder[] {
  return sinks.flatMap((sink) =>
    findings.map(({ finding }) => ({
      sink: sink.name,
      findingId: finding.id,
      partition: sink.partition(finding),
      version: finding.updatedAt,
    })),
  );
}
