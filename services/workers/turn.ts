import { members } from '#db/queries/accounts.ts';
import { commitTurn, type Turn } from '#db/queries/commit.ts';
import { pendingObjects, type PendingObject } from '#db/queries/log-objects.ts';
import { contributionsOf, storedFindings } from '#db/queries/turn.ts';
import type { Engine } from '#services/engine/engine.ts';
import { findingId } from '#services/engine/identity.ts';
import type { Work } from '#services/engine/work.ts';
import { nameOf, type LogObject, type ObjectReport } from '#services/model/log-object.ts';
import { observationKey, type Observation } from '#services/model/observation.ts';
import { organizationView } from '#services/organization/view.ts';
import type { Detection } from '../detection.ts';
import { AppError } from '../errors.ts';
import type { World } from '../world.ts';
import { failedReport, fetchObjects, type Fetched } from './fetch-objects.ts';
import { foldObservations, orderDeliveries } from './fold-observations.ts';
import type { HeldTallies } from './held-tallies.ts';
import { laneKey } from './lane.ts';
import { tellLeftOut, type ReadObject } from './left-out.ts';
import type { Queue } from './queue.ts';
import { oneOfEachKey, refuseReplaced } from './replaced-objects.ts';
import { coverageOfTurn } from './turn-coverage.ts';
import { heldKey, loadWindows, packWindows } from './turn-windows.ts';

export interface TurnParts {
  readonly world: World;
  readonly queue: Queue;
  readonly detection: Detection;
  readonly held: HeldTallies;
  readonly objectsPerTurn: number;
}

export type TurnOutcome =
  /** Nothing was due. */
  | { readonly state: 'idle' }
  | { readonly state: 'committed' }
  /** Another worker changed what the turn had read; nothing was written. */
  | { readonly state: 'overtaken' }
  /** Reading this object breaks the program; nothing was written. */
  | { readonly state: 'faulted'; readonly fault: Fault };

export interface Fault {
  readonly object: LogObject;
  readonly error: unknown;
}

/**
 * One turn of a partition: reads its next objects, thinks, writes. Thinking waits for nothing, and writing is one
 * transaction: a worker that dies at any point leaves either nothing of the turn or all of it.
 *
 * @param setAside objects that broke the program before: given up, so that the others are read
 * @throws AppError `turn-failed` when it is not an object that breaks it
 */
export async function takeTurn(
  parts: TurnParts,
  partition: string,
  setAside: readonly Fault[] = [],
): Promise<TurnOutcome> {
  const { world, detection, queue, held } = parts;
  const { db } = world.database;
  await world.database.room.require();
  const due = await pendingObjects(db, partition, world.now(), parts.objectsPerTurn);
  const pending = withinBytes(oneOfEachKey(due));
  if (pending.length === 0) return { state: 'idle' };
  const had = await refuseReplaced(world, detection.sources, await fetchObjects(world, pending));
  const fetched = giveUp(had, setAside);

  const engine = detection.engineOf(organizationView(await members(db)));
  const work = engine.newWork();
  const read: ReadObject[] = [];
  for (const { object, bytes } of fetched.arrived)
    try {
      read.push(readObject(detection, engine, object, bytes, work));
    } catch (error) {
      return { state: 'faulted', fault: { object, error } };
    }

  const windows = await loadWindows(parts, partition, work);
  const observations = thinking(() => {
    windows.absorb();
    return work.observe();
  });
  const counted = observations.map((observation) => ({
    findingId: findingId(observation),
    key: observationKey(observation),
  }));
  const stored = await storedFindings(db, [...new Set(counted.map((each) => each.findingId))]);
  const contributions = await contributionsOf(db, partition, counted);

  const now = world.now();
  const { reports, leftOut } = tellLeftOut(read, work);
  const turn = thinking((): Turn => {
    const findings = foldObservations(engine, observations, stored, contributions, now);
    return {
      id: world.newId(),
      partition,
      now,
      intelVersion: detection.intel.version,
      settingsVersion: engine.settingsVersion,
      reports: [...fetched.settled, ...reports],
      contentHashes: new Map(fetched.arrived.map(({ object, contentHash }) => [nameOf(object), contentHash])),
      leftOut,
      postponed: fetched.postponed,
      tallies: packWindows(work, windows.keys),
      findings,
      observations: observations.map((observation) => ({
        findingId: findingId(observation),
        observation,
        contribution: engine.contributionOf(observation),
      })),
      deliveries: orderDeliveries(world.sinks, findings),
      coverage: coverageOfTurn(pending.map(({ object }) => object)),
    };
  });
  const lanes = [...new Set(turn.deliveries.map(laneKey))];
  if (!(await commitTurn(db, turn, (tx) => queue.wake(tx, 'deliver', lanes)))) return { state: 'overtaken' };
  for (const { type, windowStart, value } of turn.tallies)
    held.put(heldKey(partition, { type, windowStart }), { version: turn.id, value });
  tell(world, turn, observations, work);
  return { state: 'committed' };
}

/** Bytes, as delivered, that a turn holds in memory. */
const BYTES_MAX = 48 * 1024 * 1024;

function withinBytes(pending: readonly PendingObject[]): readonly PendingObject[] {
  let bytes = 0;
  const over = pending.findIndex(({ object }, index) => (bytes += object.sizeBytes) > BYTES_MAX && index > 0);
  return over === -1 ? pending : pending.slice(0, over);
}

function giveUp(fetched: Fetched, faults: readonly Fault[]): Fetched {
  const broken = new Map(faults.map(({ object, error }) => [keyOf(object), error]));
  const failed = fetched.arrived.flatMap(({ object }) => {
    if (!broken.has(keyOf(object))) return [];
    const message = `Reading it breaks Vedette, which is a fault of Vedette's: please report it. ${messageOf(broken.get(keyOf(object)))}`;
    return [failedReport(object, { kind: 'unreadable-object', message, position: undefined, records: 0 })];
  });
  const arrived = fetched.arrived.filter(({ object }) => !broken.has(keyOf(object)));
  return { ...fetched, arrived, settled: [...fetched.settled, ...failed] };
}

function readObject(
  { decoder, home }: Detection,
  engine: Engine,
  object: LogObject,
  bytes: Uint8Array,
  work: Work,
): ReadObject {
  const before = work.silenced;
  const place = { accountId: object.accountId ?? home.accountId, region: object.region ?? home.region };
  const report = decoder.decode(object, bytes, place, (batch, source) => engine.step(batch, object, source, work));
  return { report, silenced: work.silenced - before };
}

function thinking<Result>(think: () => Result): Result {
  try {
    return think();
  } catch (error) {
    throw new AppError('turn-failed', `The turn cannot be concluded: ${messageOf(error)}`, { cause: error });
  }
}

function tell({ log }: World, turn: Turn, observations: readonly Observation[], work: Work): void {
  const { reports } = turn;
  const sum = (of: (report: ObjectReport) => number) => reports.reduce((total, report) => total + of(report), 0);
  log.info('turn-committed', {
    partition: turn.partition,
    objects: reports.length,
    postponed: turn.postponed.length,
    failed: reports.filter(({ state }) => state === 'failed').map(({ object }) => nameOf(object)),
    records: sum(({ records }) => records),
    unreadable: sum(({ unreadable }) => unreadable),
    observations: observations.length,
    findings: turn.findings.length,
    silenced: work.silenced,
    saturation: work.saturation(),
  });
}

function keyOf({ bucket, key, etag }: LogObject): string {
  return JSON.stringify([bucket, key, etag]);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
