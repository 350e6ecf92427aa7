import { sentenceOf } from '#services/model/sentence.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import { Learner } from '#services/inventory/learner.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { failedReport, fetchObject, refusal } from '#services/workers/turn/fetch-objects.ts';
import type { Detection } from '../../detection.ts';
import { ingest, type Ingestion } from '../../ingest.ts';
import { ScanFindings } from './scan-findings.ts';
import { ScanLearning } from './scan-learning.ts';
import { skipped } from './skipped.ts';
import { windowName, TallySpill, type Wanted } from './tally-spill.ts';

export interface ScanParts {
  readonly detection: Detection;
  readonly store: ObjectStore;
  /** The creation time of findings. */
  readonly now: Date;
  /** Receives the report of each object when it is finished. */
  readonly onReport: (report: ObjectReport) => void;
  readonly bounds?: ScanBounds;
}

export interface ScanBounds {
  /**
   * Maximum of windows and groups in memory, of two or three kilobytes each; beyond it, those that end first move to
   * the spill.
   */
  readonly liveMax: number;
  /** Records between two checks: a check takes as long as a few thousand records. */
  readonly checkEvery: number;
}

const BOUNDS: ScanBounds = { liveMax: 30_000, checkEvery: 50_000 };
/** Bounds of the facts about resources: a few hundred megabytes at most. */
const FACT_BOUNDS = { factsMax: 200_000, ofOneMax: 1000 };
/** Each object counts as at least this many records. */
const OBJECT_WEIGHT = 500;

export interface ScanOutcome extends Disposable {
  readonly findings: ScanFindings;
  /** Facts about resources that the records teach. */
  readonly facts: FactBook;
  /** Records that detection skipped, in sentences. */
  readonly skipped: readonly string[];
}

/**
 * Reads objects one after the other, without a database: as much as possible stays in memory, the rest is compressed.
 */
export async function scanObjects(objects: Iterable<LogObject>, parts: ScanParts): Promise<ScanOutcome> {
  const { detection, store, onReport, bounds = BOUNDS } = parts;
  using spill = new TallySpill();
  const work = detection.engine.newWork((window) => spill.has(window));
  const facts = new FactBook([], FACT_BOUNDS);
  const ingestion = { ...detection, learner: new Learner((fact) => facts.add(fact)) };
  let unchecked = 0;
  const done = (report: ObjectReport): void => {
    onReport(report);
    unchecked += OBJECT_WEIGHT + report.records;
    if (unchecked <= bounds.checkEvery) return;
    unchecked = 0;
    putAway(work, spill, bounds.liveMax);
  };
  for (const object of objects) {
    const bytes = await fetchObject(store, object);
    if (!(bytes instanceof Uint8Array)) {
      done(failedReport(object, bytes));
      continue;
    }
    const read = (each: LogObject, its: Uint8Array): ObjectReport => decoded(each, its, ingestion, work);
    const report = read(object, bytes);
    if (report.state !== 'failed') {
      done(report);
      continue;
    }
    // It may be an archive. The code for those is loaded on demand, because that takes longer than reading most logs.
    const { readArchived } = await import('./archived-objects.ts');
    for await (const each of readArchived(report, bytes, read)) done(each);
  }
  const findings = new ScanFindings(detection.engine, parts.now, facts);
  conclude(work, spill, findings, new ScanLearning(detection.detectors, work));
  return { findings, facts, skipped: skipped(work), [Symbol.dispose]: () => findings[Symbol.dispose]() };
}

/**
 * When too much is live, moves windows to the spill until half of the limit is left: those that end first are most
 * likely complete.
 */
function putAway(work: Work, spill: TallySpill, liveMax: number): void {
  const live = work.live();
  let weight = live.reduce((sum, { groups }) => sum + 1 + groups, 0);
  if (weight <= liveMax) return;
  for (const window of live.toSorted((a, b) => a.windowEnd - b.windowEnd)) {
    if (weight <= liveMax / 2) break;
    weight -= 1 + window.groups;
    const { type, windowStart } = window;
    const homes = work.homes(type, windowStart);
    takeBack(window, (home) => homes.has(home), work, spill);
    for (const part of work.parts(type, windowStart)) spill.put(window, part);
    work.forget(type, windowStart);
  }
}

/**
 * Evaluates all windows in order of time. Hits of windows that stayed in memory are kept as they are; those of others
 * are written to the file, because they could exceed the memory.
 */
function conclude(work: Work, spill: TallySpill, findings: ScanFindings, learning: ScanLearning): void {
  const live: readonly WindowKey[] = work.live();
  const names = new Set(live.map(windowName));
  const spilled = spill.answering.filter((window) => !names.has(windowName(window)));
  for (const window of learning.inOrder([...live, ...spilled].toSorted(byTypeThenTime))) {
    const { type, windowStart } = window;
    const homes = work.homes(type, windowStart);
    const tookBack = takeBack(window, (home, answers) => answers || homes.has(home), work, spill);
    if (learning.takesDay(window)) continue;
    for (const hit of work.conclude(type, windowStart)) {
      if (tookBack) findings.file(hit);
      else findings.hold(hit);
    }
    work.forget(type, windowStart);
  }
}

/** @returns whether the spill had something of the window */
function takeBack(window: WindowKey, wanted: Wanted, work: Work, spill: TallySpill): boolean {
  let any = false;
  for (const stored of spill.take(window, wanted)) {
    work.absorb(window.type, window.windowStart, stored);
    any = true;
  }
  return any;
}

function byTypeThenTime(a: WindowKey, b: WindowKey): number {
  if (a.type !== b.type) return a.type < b.type ? -1 : 1;
  return a.windowStart - b.windowStart;
}

/** An object that causes an exception is reported and skipped; the scan goes on. */
function decoded(object: LogObject, bytes: Uint8Array, ingestion: Ingestion, work: Work): ObjectReport {
  try {
    return ingest(ingestion, { ...object, sizeBytes: bytes.length }, bytes, work);
  } catch (error) {
    return failedReport(
      object,
      refusal('unreadable-object', `Reading it broke the program, please report this: ${sentenceOf(error)}`),
    );
  }
}
