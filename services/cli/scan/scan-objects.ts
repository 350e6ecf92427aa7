import type { Hit } from '#services/engine/hit.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import type { FactBook } from '#services/inventory/fact-book.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import { parseLogKey } from '#services/sources/log-key.ts';
import type { Detection } from '../../detection.ts';
import type { ArchiveBounds } from '#services/model/object-bound.ts';
import { Reading, restoreSpilled, type ScanBounds } from './reading.ts';
import { ScanFindings } from './scan-findings.ts';
import { ScanLearning } from './scan-learning.ts';
import type { Helpers } from './scan-threads.ts';
import { skipped } from './skipped.ts';
import { windowName } from './tally-spill.ts';

export interface ScanParts {
  readonly detection: Detection;
  readonly store: ObjectStore;
  readonly archives?: ArchiveBounds | undefined;
  /** The creation time of findings. */
  readonly now: Date;
  /** Called with the report of each object, in the order of the objects. */
  readonly onReport: (report: ObjectReport) => void;
  readonly bounds?: ScanBounds;
  /** Threads that read some of the objects. When absent, this thread reads all. */
  readonly helpers?: Helpers | undefined;
}

export interface ScanOutcome extends Disposable {
  readonly findings: ScanFindings;
  /** Facts about resources that the records teach. */
  readonly facts: FactBook;
  /** Records that detection skipped, in sentences. */
  readonly skipped: readonly string[];
}

/** Reads objects and says what they lead to. The outcome does not depend on the number of threads. */
export async function scanObjects(objects: Iterable<LogObject>, parts: ScanParts): Promise<ScanOutcome> {
  const { detection, store, archives, onReport, bounds, helpers } = parts;
  const all = [...objects];
  // Accounts whose logs are read are no strangers. Keys name these accounts before the first record is read.
  for (const { key } of all) {
    const named = parseLogKey(key);
    if (named?.inLayout) detection.read.named.add(named.accountId);
  }
  using reading = new Reading(detection, store, { archives, bounds, isShared: helpers !== undefined });
  if (helpers === undefined)
    for (const object of all) for (const report of await reading.read(object)) onReport(report);
  const waiting = (await helpers?.readWith(reading, all, detection.read, onReport)) ?? [];
  const findings = new ScanFindings(detection.engine, parts.now, reading.facts);
  const learning = new ScanLearning(detection.detectors, reading.work);
  // Hits of windows that stayed in memory are kept as they are; others are written to the file, because they could
  // exceed the memory.
  for (const window of learning.inOrder(windowsOf(reading, waiting))) {
    const homes = reading.work.homes(window.type, window.windowStart);
    const wasSpilled = restoreSpilled(window, (home, answers) => answers || homes.has(home), reading);
    if (learning.takesDay(window)) continue;
    const hasEvidence = helpers !== undefined && (await helpers.addEvidence(window, reading));
    conclude(
      window,
      reading.work,
      wasSpilled || hasEvidence ? (hit) => findings.file(hit) : (hit) => findings.hold(hit),
    );
    reading.spill.collect();
  }
  return {
    findings,
    facts: reading.facts,
    skipped: skipped(reading.work, await helpers?.skipped()),
    [Symbol.dispose]: () => findings[Symbol.dispose](),
  };
}

/** The windows that may lead to findings, each once. */
function windowsOf({ work, spill }: Reading, waiting: readonly WindowKey[]): readonly WindowKey[] {
  const all = [...work.live(), ...spill.answering, ...waiting];
  return [...new Map(all.map((window) => [windowName(window), window])).values()].toSorted(byTypeThenTime);
}

function conclude({ type, windowStart }: WindowKey, work: Work, take: (hit: Hit) => void): void {
  for (const hit of work.conclude(type, windowStart)) take(hit);
  work.forget(type, windowStart);
}

function byTypeThenTime(a: WindowKey, b: WindowKey): number {
  if (a.type !== b.type) return a.type < b.type ? -1 : 1;
  return a.windowStart - b.windowStart;
}
