import type { DayOf } from '#services/engine/window.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import { Learner } from '#services/inventory/learner.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { Json } from '#services/model/subject.ts';
import { failedReport, fetchObject, refusal } from '#services/workers/turn/fetch-objects.ts';
import type { Detection } from '../../detection.ts';
import { ingest, type Ingestion } from '../../ingest.ts';
import { ARCHIVE_BOUNDS, type ArchiveBounds } from '#services/model/object-bound.ts';
import { TallySpill, windowName, type Wanted } from './tally-spill.ts';

export interface ScanBounds {
  /** Maximum of windows and groups in memory, of two or three kilobytes each. When there are more, some are spilled. */
  readonly liveMax: number;
  /** How many records are read between two checks: a check takes as long as a few thousand records. */
  readonly checkEvery: number;
}

const BOUNDS: ScanBounds = { liveMax: 30_000, checkEvery: 50_000 };
/** Maximum of facts about resources: a few hundred megabytes. */
const FACT_BOUNDS = { factsMax: 200_000, ofOneMax: 1000 };
/** The work for each object, in records, in addition to its own records. */
const OBJECT_WEIGHT = 500;

export interface ReadingOptions {
  readonly archives?: ArchiveBounds | undefined;
  readonly isShared?: boolean;
  readonly bounds?: ScanBounds | undefined;
}

/** State of a window, from which another reading can continue. */
export interface ReadWindow extends WindowKey {
  readonly stored: Json;
}

/** A window of a question that judges days. Its evidence waits until it is known which of the days are reported. */
export interface WaitingWindow extends WindowKey {
  readonly days: readonly DayOf[];
}

/** Reads objects one after the other, without a database. Windows that do not fit into memory are spilled, compressed. */
export class Reading implements Disposable {
  readonly work: Work;
  readonly spill = new TallySpill();
  readonly facts = new FactBook([], FACT_BOUNDS);
  readonly #store: ObjectStore;
  readonly #archives: ArchiveBounds;
  readonly #ingestion: Ingestion;
  readonly #bounds: ScanBounds;
  /** Types that judge days. */
  readonly #judging: ReadonlySet<string>;
  #unchecked = 0;

  /** @param isShared whether other readings read parts of the same windows, which are merged in the end */
  constructor(
    detection: Detection,
    store: ObjectStore,
    { archives = ARCHIVE_BOUNDS, isShared = false, bounds = BOUNDS }: ReadingOptions = {},
  ) {
    this.work = detection.engine.newWork({ isStored: (window) => this.spill.has(window), isShared });
    this.#judging = new Set(detection.detectors.flatMap(({ type, learned }) => (learned ? [type] : [])));
    this.#store = store;
    this.#archives = archives;
    this.#ingestion = { ...detection, learner: new Learner((fact) => this.facts.add(fact)) };
    this.#bounds = bounds;
  }

  /** @returns the result for the object; for an archive, the result for each object in it */
  async read(object: LogObject): Promise<readonly ObjectReport[]> {
    const bytes = await fetchObject(this.#store, object);
    if (!(bytes instanceof Uint8Array)) return this.#done([failedReport(object, bytes)]);
    const read = (each: LogObject, its: Uint8Array): ObjectReport => decoded(each, its, this.#ingestion, this.work);
    const report = read(object, bytes);
    if (report.state !== 'failed') return this.#done([report]);
    // It may be an archive. The code for archives is loaded on demand, because that takes longer than reading most logs.
    const { readArchived } = await import('./archived-objects.ts');
    const reports: ObjectReport[] = [];
    for await (const each of readArchived(report, bytes, read, this.#archives)) reports.push(...this.#done([each]));
    return reports;
  }

  /** Everything that was read except evidence of days, part by part. A window is freed after its last part. */
  *windows(): Generator<ReadWindow> {
    for (const window of this.#known()) if (!this.#judging.has(window.type)) yield* this.#partsOf(window);
  }

  /** The windows with evidence of days. */
  waiting(): readonly WaitingWindow[] {
    const judging = this.#known().filter(({ type }) => this.#judging.has(type));
    return judging.map((window) => ({ ...window, days: this.work.waiting(window) }));
  }

  /** The evidence in a window about the given days. The window is freed, and with it all other evidence. */
  *answer(window: WindowKey, asked: readonly DayOf[]): Generator<ReadWindow> {
    this.work.answer(window, asked);
    yield* this.#partsOf(window);
  }

  *#partsOf({ type, windowStart }: WindowKey): Generator<ReadWindow> {
    restoreSpilled({ type, windowStart }, () => true, this);
    for (const { stored } of this.work.parts(type, windowStart)) yield { type, windowStart, stored };
    this.work.forget(type, windowStart);
  }

  #known(): readonly WindowKey[] {
    const all = [...this.work.live(), ...this.spill.windows];
    const known = new Map(
      all.map(({ type, windowStart }) => [windowName({ type, windowStart }), { type, windowStart }]),
    );
    return [...known.values()];
  }

  /** Adds a part of a window that another reading has read. */
  absorb({ type, windowStart, stored }: ReadWindow): void {
    this.work.absorb(type, windowStart, stored);
    this.#check(OBJECT_WEIGHT);
  }

  learn(facts: readonly Fact[]): void {
    for (const fact of facts) this.facts.add(fact);
  }

  [Symbol.dispose](): void {
    this.spill[Symbol.dispose]();
  }

  #done(reports: readonly ObjectReport[]): readonly ObjectReport[] {
    for (const { records } of reports) this.#check(OBJECT_WEIGHT + records);
    return reports;
  }

  #check(weight: number): void {
    this.#unchecked += weight;
    if (this.#unchecked <= this.#bounds.checkEvery) return;
    this.#unchecked = 0;
    spillSome(this, this.#bounds.liveMax);
  }
}

/**
 * If more than `liveMax` is in memory, spills windows until half of that is left. Windows that end first are spilled
 * first, because they are most likely to be complete.
 */
function spillSome(reading: Reading, liveMax: number): void {
  const { work, spill } = reading;
  const live = work.live();
  let weight = live.reduce((sum, { groups }) => sum + 1 + groups, 0);
  if (weight <= liveMax) return;
  for (const window of live.toSorted((a, b) => a.windowEnd - b.windowEnd)) {
    if (weight <= liveMax / 2) break;
    weight -= 1 + window.groups;
    const { type, windowStart } = window;
    const homes = work.homes(type, windowStart);
    restoreSpilled(window, (home) => homes.has(home), reading);
    for (const part of work.parts(type, windowStart)) spill.put(window, part);
    work.forget(type, windowStart);
  }
  spill.collect();
}

/** Moves the wanted parts of a window from the spill into the work. @returns whether there were any */
export function restoreSpilled(
  window: WindowKey,
  wanted: Wanted,
  { work, spill }: Pick<Reading, 'work' | 'spill'>,
): boolean {
  let any = false;
  for (const stored of spill.take(window, wanted)) {
    work.absorb(window.type, window.windowStart, stored);
    any = true;
  }
  return any;
}

/** An object that makes the program throw is reported and left out, so that the scan can go on with the others. */
function decoded(object: LogObject, bytes: Uint8Array, ingestion: Ingestion, work: Work): ObjectReport {
  try {
    return ingest(ingestion, { ...object, sizeBytes: bytes.length }, bytes, work);
  } catch (error) {
    return failedReport(
      object,
      refusal('unreadable-object', `Reading it caused an error in Vedette; please report this: ${sentenceOf(error)}`),
    );
  }
}
