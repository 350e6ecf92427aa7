import assert from 'node:assert/strict';
import type { FindingChange, Turn } from '#db/queries/commit.ts';
import type { DeliveryOrder } from '#db/queries/order-deliveries.ts';
import { factsAbout, inventoryVersionsOf } from '#db/queries/inventory.ts';
import { contributionsOf, storedFindings, type StoredFinding } from '#db/queries/turn.ts';
import type { Db } from '#db/client.ts';
import type { Engine } from '#services/engine/engine.ts';
import type { Fold } from '#services/engine/fold.ts';
import { findingId } from '#services/engine/identity.ts';
import { describedState, questionsOf } from '#services/inventory/describe.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { FindingState } from '#services/model/finding-state.ts';
import type { Sink } from '#services/model/delivery.ts';
import { countedKey, observationKey, type Contribution, type Observation } from '#services/model/observation.ts';
import { changeOf, stateOf } from './stored-state.ts';

/** A finding after observations were folded into it, and when the finding that it grew from was last changed. */
export interface Folded extends FindingState {
  readonly previous: string | undefined;
}

/**
 * Folds a turn's observations into the stored findings.
 *
 * @param contributions by `countedKey`: what findings already count of these observations
 */
export function foldObservations(
  engine: Pick<Engine, 'fold'>,
  observations: readonly Observation[],
  stored: ReadonlyMap<string, StoredFinding>,
  contributions: ReadonlyMap<string, Contribution>,
  now: Date,
): readonly Folded[] {
  const folds = new Map<string, Fold>();
  const met = new Set<string>();
  for (const observation of observations) {
    const id = findingId(observation);
    const key = countedKey(id, observationKey(observation));
    // Contributions are stored by this key: two observations with the same key would overwrite each other.
    assert(!met.has(key), `${observation.type}: its "about" gives two subjects of one window the same name.`);
    met.add(key);
    const before = stored.get(id);
    const fold = folds.get(id) ?? engine.fold(observation, before && stateOf(before));
    folds.set(id, fold);
    fold.add(observation, contributions.get(key));
  }
  return [...folds].map(([id, fold]) => ({
    ...fold.state(now.toISOString()),
    previous: stored.get(id)?.finding.updatedAt,
  }));
}

/**
 * Turns observations into findings to be written, and into deliveries of them. Every commit of observations goes
 * through here.
 *
 * @param partition the partition that counts the observations
 */
export async function foldStored(
  { db, engine, sinks, now }: FoldParts,
  partition: string,
  observations: readonly Observation[],
): Promise<Pick<Turn, 'findings' | 'inventoryVersions' | 'observations' | 'deliveries'>> {
  const counted = observations.map((observation) => ({
    findingId: findingId(observation),
    key: observationKey(observation),
  }));
  const stored = await storedFindings(db, [...new Set(counted.map((each) => each.findingId))]);
  const contributions = await contributionsOf(db, partition, counted);
  const inventoryVersions = await inventoryVersionsOf(db, [...new Set(observations.map(({ accountId }) => accountId))]);
  const folded = foldObservations(engine, observations, stored, contributions, now);
  const facts = new FactBook(inventoryVersions.size === 0 ? [] : await factsAbout(db, folded.flatMap(questionsOf)));
  const findings = folded.map((each) => ({
    ...changeOf(describedState(each, facts), each.previous),
    judgedWith: { at: now.toISOString(), settings: engine.settingsFor(each.finding) },
  }));
  return {
    findings,
    inventoryVersions,
    observations: observations.map((observation) => ({
      findingId: findingId(observation),
      observation,
      contribution: engine.contributionOf(observation),
    })),
    deliveries: orderDeliveries(sinks, findings),
  };
}

export interface FoldParts {
  readonly db: Db;
  readonly engine: Pick<Engine, 'fold' | 'contributionOf' | 'settingsFor'>;
  readonly sinks: readonly Pick<Sink, 'name' | 'partition' | 'terms'>[];
  readonly now: Date;
}

/** One delivery for each sink and finding. */
export function orderDeliveries(
  sinks: FoldParts['sinks'],
  findings: readonly FindingChange[],
): readonly DeliveryOrder[] {
  return sinks.flatMap((sink) =>
    findings.map(({ finding }) => ({
      sink: sink.name,
      terms: sink.terms,
      findingId: finding.id,
      partition: sink.partition(finding),
    })),
  );
}
