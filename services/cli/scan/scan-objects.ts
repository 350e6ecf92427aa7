import type { FindingState } from '#services/engine/fold.ts';
import { findingId } from '#services/engine/identity.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import type { Finding } from '#services/model/finding.ts';
import type { LogObject, ObjectReport, Trouble } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { countedKey, observationKey, type Observation } from '#services/model/observation.ts';
import { failedReport } from '#services/workers/fetch-objects.ts';
import { foldObservations } from '#services/workers/fold-observations.ts';
import type { Detection } from '../../detection.ts';
import { leftOut } from './left-out.ts';
import { TallyShelf } from './tally-shelf.ts';

export interface ScanParts {
  readonly detection: Detection;
  readonly store: ObjectStore;
  /** When findings are said to be made. */
  readonly now: Date;
  /** Told of each object as it is done with. */
  readonly onReport: (report: ObjectReport) => void;
  readonly bounds?: ScanBounds;
}

export interface ScanBounds {
  /** Windows and groups held ready, of two or three kilobytes each; beyond, those not touched last go on the shelf. */
  readonly liveMax: number;
  /** Counting them takes as long as a few thousand records: done once in so many. */
  readonly checkEvery: number;
}

const BOUNDS: ScanBounds = { liveMax: 12_000, checkEvery: 50_000 };
/** An object counts as so many records, however few it holds. */
const OBJECT_WEIGHT = 500;

export interface ScanOutcome {
  readonly findings: readonly Finding[];
  /** What detection knowingly left out, in sentences. */
  readonly leftOut: readonly string[];
}

/** Reads objects one after the other, without a database: what fits into memory stays there, the rest waits compressed. */
export async function scanObjects(objects: Iterable<LogObject>, parts: ScanParts): Promise<ScanOutcome> {
  const { detection, onReport, bounds = BOUNDS } = parts;
  using shelf = new TallyShelf();
  const work = detection.engine.newWork();
  const findings = new Findings(parts.now);

  const settle = (): readonly WindowKey[] => {
    const touched = work.touched();
    for (const key of touched) {
      const stored = shelf.take(shelfKey(key));
      if (stored !== undefined) work.absorb(key.type, key.windowStart, stored);
    }
    findings.add(work.observe());
    return touched;
  };
  const putAway = (keep: ReadonlySet<string>) => {
    for (const window of work.live()) {
      if (keep.has(shelfKey(window))) continue;
      shelf.put(shelfKey(window), work.encode(window.type, window.windowStart));
      work.forget(window.type, window.windowStart);
    }
  };
  const tooMuch = () => work.live().reduce((sum, { groups }) => sum + 1 + groups, 0) > bounds.liveMax;
  let unchecked = 0;

  for (const object of objects) {
    const report = await readObject(object, parts, work);
    onReport(report);
    unchecked += OBJECT_WEIGHT + report.records;
    if (unchecked <= bounds.checkEvery) continue;
    unchecked = 0;
    if (tooMuch()) putAway(new Set(settle().map(shelfKey)));
    if (tooMuch()) putAway(new Set());
  }
  settle();
  return { findings: findings.sorted(), leftOut: leftOut(work) };
}

/** Whatever an object is, it costs no other: what cannot be had, and even what breaks the program, is told of and left. */
async function readObject(object: LogObject, { detection, store }: ScanParts, work: Work): Promise<ObjectReport> {
  const bytes = await store.get(object).catch(unavailable);
  if (!(bytes instanceof Uint8Array)) return failedReport(object, trouble(bytes.refused, bytes.message));
  try {
    const { decoder, engine, home } = detection;
    return decoder.decode({ ...object, sizeBytes: bytes.length }, bytes, home, (batch, source) =>
      engine.step(batch, object, source, work),
    );
  } catch (error) {
    return failedReport(
      object,
      trouble('unreadable-object', `Reading it broke the program, please report this: ${said(error)}`),
    );
  }
}

function trouble(kind: Trouble['kind'], message: string): Trouble {
  return { kind, message, position: undefined, records: 0 };
}

function shelfKey({ type, windowStart }: WindowKey): string {
  return `${windowStart} ${type}`;
}

function unavailable(cause: unknown) {
  return { refused: 'missing', message: `It cannot be had: ${said(cause)}` } as const;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Findings as they grow. */
class Findings {
  readonly #states = new Map<string, FindingState>();
  /** What each observation counted when it was last folded. */
  readonly #counted = new Map<string, number>();
  readonly #now: Date;

  constructor(now: Date) {
    this.#now = now;
  }

  add(observations: readonly Observation[]): void {
    for (const change of foldObservations(observations, this.#states, this.#counted, this.#now))
      this.#states.set(change.finding.id, change);
    for (const observation of observations)
      this.#counted.set(countedKey(findingId(observation), observationKey(observation)), observation.count);
  }

  /** Worst first. */
  sorted(): readonly Finding[] {
    return [...this.#states.values()]
      .map(({ finding }) => finding)
      .toSorted((a, b) => b.severity - a.severity || (placeOf(a) < placeOf(b) ? -1 : 1));
  }
}

function placeOf({ type, accountId, region, resource, id }: Finding): string {
  return [type, accountId, region, resource.id, id].join('\0');
}
