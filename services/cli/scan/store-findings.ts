import type { Db } from '#db/client.ts';
import { commitTurn, emptyTurn } from '#db/queries/commit.ts';
import { counted, number } from '#services/model/numbers.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { Observation } from '#services/model/observation.ts';
import { foldStored } from '#services/workers/turn/fold-observations.ts';
import { learn } from '#services/workers/turn/learn.ts';
import { partitionOf } from '#services/workers/receive.ts';
import type { Detection } from '../../detection.ts';

export interface StoreParts {
  readonly db: Db;
  readonly detection: Pick<Detection, 'engine' | 'detectors' | 'sources' | 'intel'>;
  readonly sinks: readonly Pick<Sink, 'name' | 'partition' | 'terms'>[];
}

/**
 * Stores the findings of a scan as a turn of the service would: folds them into the stored ones, in the partitions in
 * which the service counts the same logs, and orders deliveries to sinks. Repeating the same scan adds nothing.
 *
 * @param findings the observations that lead to each finding
 * @param facts what the scan learned of resources
 * @returns what was done, as a sentence
 */
export async function storeFindings(
  parts: StoreParts,
  findings: Iterable<readonly Observation[]>,
  facts: readonly Fact[],
): Promise<string> {
  await learn({ ...parts, now: () => new Date() }, facts, async () => {});
  const kept = { all: 0, fresh: 0 };
  for (const batch of batches(findings))
    for (const [partition, observations] of Map.groupBy(batch, (observation) =>
      partitionFor(parts.detection, observation),
    )) {
      const written = await commit(parts, partition, observations);
      kept.all += written.length;
      kept.fresh += written.filter(({ previous }) => previous === undefined).length;
    }
  return `Kept ${counted(kept.all, 'finding')} in the database, ${number(kept.fresh)} of them new.`;
}

/** Observations written in one commit: many, to make commits cheap, but few enough for memory. */
const BATCH = 1000;

function* batches(findings: Iterable<readonly Observation[]>): Generator<readonly Observation[]> {
  let batch: Observation[] = [];
  for (const observations of findings) {
    if (batch.length > 0 && batch.length + observations.length > BATCH) {
      yield batch;
      batch = [];
    }
    batch.push(...observations);
  }
  if (batch.length > 0) yield batch;
}

function partitionFor(
  { detectors, sources }: StoreParts['detection'],
  { type, accountId, region }: Observation,
): string {
  const source = detectors.find((detector) => detector.type === type)?.from.source;
  return partitionOf({ source, accountId, region }, sources);
}

async function commit(
  { db, detection: { engine, intel }, sinks }: StoreParts,
  partition: string,
  observations: readonly Observation[],
) {
  for (;;) {
    const now = new Date();
    const folded = await foldStored({ db, engine, sinks, now }, partition, observations);
    const turn = {
      ...emptyTurn({ id: `scan ${now.toISOString()}`, partition, now }),
      intelVersion: intel.version,
      settingsVersion: engine.settingsVersion,
      ...folded,
    };
    // A worker may change a finding between reading and writing it: then nothing is written, and it is read again.
    if (await commitTurn(db, turn, async () => {})) return folded.findings;
  }
}
