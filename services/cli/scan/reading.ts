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
  /** Windows and groups held ready, of two or three kilobytes each; beyond, those that end first go in the spill store. */
  readonly liveMax: number;
  /** How many records are read between two checks: a check takes as long as a few thousand records. */
  readonly checkEvery: number;
}

const BOUNDS: ScanBounds = { liveMax: 30_000, checkEvery: 50_000 };
/** What is kept of resources: a few hundred megabytes at most. */
const FACT_BOUNDS = { factsMax: 200_000, ofOneMax: 1000 };
/** An object counts as so many records, however few it holds. */
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

/** A window of a question that judges days, and whose evidence of the day waits. */
export interface WaitingWindow extends WindowKey {
  readonly days: readonly DayOf[];
}

/** Reads objects one after the other, without a database: what fits into memory stays there, the rest waits compressed. */
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

  /** @param isShared whether others read more of the same windows, for one of them to merge */
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
    // It may be an archive. What opens those takes longer to load than most logs to read.
    const { readArchived } = await import('./archived-objects.ts');
    const reports: ObjectReport[] = [];
    for await (const each of readArchived(report, bytes, read, this.#archives)) reports.push(...this.#done([each]));
    return reports;
  }

  /** Everything that was read but evidence of days, a window's part at a time. It is let go of. */
  *windows(): Generator<ReadWindow> {
    for (const window of this.#known()) if (!this.#judging.has(window.type)) yield* this.#partsOf(window);
  }

  /** The windows that evidence waits in. */
  waiting(): readonly WaitingWindow[] {
    const judging = this.#known().filter(({ type }) => this.#judging.has(type));
    return judging.map((window) => ({ ...window, days: this.work.waiting(window) }));
  }

  /** What was read in a window about the days that are asked for. The window is let go of. */
  *answer(window: WindowKey, asked: readonly DayOf[]): Generator<ReadWindow> {
    this.work.answer(window, asked);
    yield* this.#partsOf(window);
  }

  *#partsOf({ type, windowStart }: WindowKey): Generator<ReadWindow> {
    takeBack({ type, windowStart }, () => true, this);
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

  /** Goes on with what another has read. */
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
    putAway(this, this.#bounds.liveMax);
  }
}

/** Makes room for half of what may be live when there is more: windows that end first are likeliest to be done with. */
function putAway(reading: Reading, liveMax: number): void {
  const { work, spill } = reading;
  const live = work.live();
  let weight = live.reduce((sum, { groups }) => sum + 1 + groups, 0);
  if (weight <= liveMax) return;
  for (const window of live.toSorted((a, b) => a.windowEnd - b.windowEnd)) {
    if (weight <= liveMax / 2) break;
    weight -= 1 + window.groups;
    const { type, windowStart } = window;
    const homes = work.homes(type, windowStart);
    takeBack(window, (home) => homes.has(home), reading);
    for (const part of work.parts(type, windowStart)) spill.put(window, part);
    work.forget(type, windowStart);
  }
}

/** @returns whether there was something in the spill store */
export function takeBack(window: WindowKey, wanted: Wanted, { work, spill }: Pick<Reading, 'work' | 'spill'>): boolean {
  let any = false;
  for (const stored of spill.take(window, wanted)) {
    work.absorb(window.type, window.windowStart, stored);
    any = true;
  }
  return any;
}

/** One object never costs another: an object that makes the program throw is reported and left out. */
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
