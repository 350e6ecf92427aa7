import { Failure } from '#services/model/failure.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { directory } from '#db/queries/accounts.ts';
import { commitTurn, type Turn } from '#db/queries/commit.ts';
import { pendingObjects, type PendingObject } from '#db/queries/log-objects.ts';
import { nameOf, type LogObject, type ObjectReport } from '#services/model/log-object.ts';
import type { Detection } from '../../detection.ts';
import { detectorsVersion } from '../../detectors.ts';
import type { Directory } from '#services/model/member-account.ts';
import { UNTRACED, type Part } from '#services/model/tracing.ts';
import type { World } from '../../world.ts';
import { recordsToKeep } from '../evidence/keep-records.ts';
import { fetchObjects, type Fetched } from './fetch-objects.ts';
import { describeStored } from './describe-stored.ts';
import { foldStored } from './fold-observations.ts';
import type { HeldTallies } from './held-tallies.ts';
import { laneKey } from '../kits/lane.ts';
import { secondsSince } from '../kits/seconds-since.ts';
import type { Queue } from '../adapters/queue.ts';
import { oneOfEachKey, refuseReplaced } from './replaced-objects.ts';
import { coverageOfTurn } from './turn-coverage.ts';
import { setAside } from './set-aside.ts';
import { OverBudget, ThinkerDied, type Conclusion, type Thinker, type Thinkers } from '../thinking/thinker.ts';
import { openPortsFor } from './open-ports.ts';
import { heldKey, loadState, type LoadedState } from './load-state.ts';

export interface TurnParts {
  readonly world: World;
  readonly queue: Queue;
  readonly detection: Detection;
  readonly thinkers: Thinkers;
  readonly held: HeldTallies;
  readonly objectsPerTurn: number;
  /** The number of raw records to keep with a finding. */
  readonly keptRecords: number;
}

export type TurnOutcome =
  /** Nothing was due. */
  | { readonly state: 'idle' }
  | {
      readonly state: 'committed';
      /** No other object was due when it began. What is received later wakes the next worker. */
      readonly isLast: boolean;
    }
  /** Another worker changed what the turn had read; nothing was written. */
  | { readonly state: 'overtaken' }
  /** An object that broke its reader was given up; nothing was written for the other objects. */
  | { readonly state: 'set-aside' }
  /** Thinking about these objects failed, and it is unknown which of them is at fault; nothing was written. */
  | { readonly state: 'broken'; readonly objects: readonly LogObject[]; readonly error: unknown };

/**
 * One turn of a partition: it reads the next objects, thinks, and writes. Thinking does no I/O, and writing is one
 * transaction: a worker that dies at any point leaves either nothing of the turn or all of it.
 *
 * @throws Failure `turn-failed` when the cause is not an object
 */
export async function takeTurn(parts: TurnParts, partition: string): Promise<TurnOutcome> {
  const { world } = parts;
  const { db } = world.database;
  await world.database.room.require();
  const due = await pendingObjects(db, partition, world.now(), parts.objectsPerTurn);
  const pending = withinBytes(oneOfEachKey(due.objects));
  const [first] = pending;
  if (first === undefined) return { state: 'idle' };
  const { directoryState } = due;
  const isLast = due.objects.length < parts.objectsPerTurn && pending.length === due.objects.length;
  const names = pending.map(({ object }) => nameOf(object));
  return (world.tracing ?? UNTRACED).within('turn', names, async (part) => {
    const begun = world.now();
    const outcome = await turnOf(parts, partition, { first, pending, directoryState, isLast }, part);
    world.measure?.('vedette_turn_seconds', { outcome: outcome.state }, secondsSince(world, begun));
    part.note({ 'vedette.partition': partition, 'vedette.outcome': outcome.state });
    return outcome;
  });
}

interface Taken {
  /** All objects of the partition have its account. They have its Region too, unless the partition is a whole account. */
  readonly first: PendingObject;
  readonly pending: readonly PendingObject[];
  readonly directoryState: string | undefined;
  readonly isLast: boolean;
}

async function turnOf(parts: TurnParts, partition: string, taken: Taken, part: Part): Promise<TurnOutcome> {
  const { world, held } = parts;
  const { db } = world.database;
  const { detectors, sources } = parts.detection;
  const fetched = refuseReplaced(sources, taken.pending, await fetchObjects(world, taken.pending, part));
  const arrived = fetched.arrived.map(({ object }) => nameOf(object));
  return parts.thinkers.lend(async (thinker) => {
    const known = await directory(db, taken.directoryState);
    await thinker.begin(known, await openPortsFor(db, sources, taken.first.object, taken.directoryState));
    for (const { object, bytes } of fetched.arrived)
      try {
        await part.within('read', [nameOf(object)], async (reading) => {
          const begun = world.now();
          const { records, unreadable } = (await thinker.read(object, bytes)).report;
          world.measure?.('vedette_thinking_seconds', { step: 'read' }, secondsSince(world, begun));
          reading.note({ 'vedette.records': records, 'vedette.unreadable': unreadable });
        });
      } catch (error) {
        if (error instanceof ThinkerDied) return broken(fetched, error);
        await setAside(world, partition, object, error);
        return { state: 'set-aside' };
      }
    const touched = await thinker.touched();
    const loaded = await loadState(db, { held, detectors }, partition, touched);
    let conclusion: Conclusion;
    try {
      const begun = world.now();
      conclusion = await part.within('conclude', arrived, () => thinker.conclude(loaded.windows, loaded.knowledge));
      world.measure?.('vedette_thinking_seconds', { step: 'conclude' }, secondsSince(world, begun));
    } catch (error) {
      if (error instanceof ThinkerDied || error instanceof OverBudget) return broken(fetched, error);
      throw new Failure('turn-failed', `The turn could not be completed: ${sentenceOf(error)}`, { cause: error });
    }
    const thought = { partition, taken, fetched, loaded, conclusion, known, thinker };
    return part.within('commit', arrived, (committing) => write(parts, thought, committing));
  });
}

function broken({ arrived }: Fetched, error: unknown): TurnOutcome {
  return { state: 'broken', objects: arrived.map(({ object }) => object), error };
}

interface Thought {
  readonly partition: string;
  readonly taken: Taken;
  readonly fetched: Fetched;
  readonly loaded: LoadedState;
  readonly conclusion: Conclusion;
  readonly known: Directory;
  readonly thinker: Thinker;
}

async function write(
  { world, detection, queue, held, keptRecords }: TurnParts,
  { partition, taken, fetched, loaded, conclusion, known, thinker }: Thought,
  part: Part,
): Promise<TurnOutcome> {
  const { db } = world.database;
  const { observations } = conclusion;
  for (const { error, ...window } of conclusion.discarded)
    world.log.error('tally-discarded', { partition, ...window, error });
  const now = world.now();
  const engine = detection.engineOf(known);
  const folded = await foldStored({ db, engine, sinks: world.sinks, now }, partition, observations);
  const keeping = { db, log: world.log, quote: thinker.quote.bind(thinker) };
  const kept = await recordsToKeep(keeping, fetched.arrived, folded.findings, keptRecords);
  const turn: Turn = {
    id: world.newId(),
    partition,
    now,
    intelVersion: conclusion.intelVersion,
    settingsVersion: engine.settingsVersion,
    detectorsVersion: detectorsVersion(detection.detectors),
    profileVersion: loaded.knowledge?.version,
    reports: [...fetched.settled, ...conclusion.reports],
    contentHashes: new Map(fetched.arrived.map(({ object, contentHash }) => [nameOf(object), contentHash])),
    skipped: conclusion.skipped,
    postponed: fetched.postponed,
    tallies: conclusion.windows.map((window) => ({
      ...window,
      previous: loaded.versions.get(heldKey(partition, window)),
    })),
    ...folded,
    kept,
    facts: conclusion.facts,
    ends: conclusion.ends,
    coverage: coverageOfTurn(taken.pending.map(({ object }) => object)),
  };
  const committed = await commitTurn(db, turn, async (tx, learned) => {
    const described = await describeStored(tx, learned, world.sinks, now);
    await queue.wake(tx, 'deliver', [...new Set([...turn.deliveries, ...described].map(laneKey))]);
  });
  if (!committed) return { state: 'overtaken' };
  part.note({ 'vedette.findings': turn.findings.length });
  for (const { type, windowStart, value } of turn.tallies)
    held.put(heldKey(partition, { type, windowStart }), { version: turn.id, value });
  tell(world, turn, conclusion);
  measureTurn(world, turn);
  return { state: 'committed', isLast: taken.isLast };
}

/** Bound on the bytes, as delivered, that a turn holds in memory. */
const BYTES_MAX = 48 * 1024 * 1024;

function withinBytes(pending: readonly PendingObject[]): readonly PendingObject[] {
  let bytes = 0;
  const over = pending.findIndex(({ object }, index) => (bytes += object.sizeBytes) > BYTES_MAX && index > 0);
  return over === -1 ? pending : pending.slice(0, over);
}

function measureTurn({ measure }: World, { reports, findings, kept, now }: Turn): void {
  if (measure === undefined) return;
  for (const { source = 'unknown', records, unreadable, lastTime } of reports) {
    measure('vedette_records_read_total', { source }, records);
    measure('vedette_records_unreadable_total', { source }, unreadable);
    if (lastTime !== undefined)
      measure('vedette_detection_delay_seconds', { source }, (now.getTime() - lastTime) / 1000);
  }
  for (const { previous } of findings)
    measure('vedette_findings_written_total', { change: previous === undefined ? 'created' : 'updated' }, 1);
  for (const { records } of kept) measure('vedette_finding_records_kept_total', {}, records.length);
}

function tell({ log }: World, turn: Turn, { observations, trustedSkipped, saturation }: Conclusion): void {
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
    facts: turn.facts.length,
    trustedSkipped,
    saturation,
  });
}
