import assert from 'node:assert/strict';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Skipped } from '#db/queries/commit.ts';
import type { Saturation } from '#services/engine/saturation.ts';
import type { WindowKey, Work } from '#services/engine/work.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import { Learner } from '#services/inventory/learner.ts';
import type { Fact } from '#services/model/inventory.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import type { Directory } from '#services/model/member-account.ts';
import { endKey, type ResourceEnd } from '#services/model/resource-end.ts';
import type { OpenPortsOf } from '#services/model/open-ports.ts';
import type { Observation } from '#services/model/observation.ts';
import type { Json } from '#services/model/subject.ts';
import type { Detection } from '../../detection.ts';
import { ingest } from '../../ingest.ts';
import { quoteRecords, type QuotedRecord } from '../../quote.ts';
import { openKnowledge, type StoredKnowledge } from '../turn/stored-knowledge.ts';
import { reportSkipped, type ReadObject } from '../turn/skipped.ts';

/** A window's state, compressed as it is stored. */
export interface PackedWindow extends WindowKey {
  readonly value: Uint8Array;
}

/** The result of a turn. */
export interface Conclusion {
  readonly intelVersion: string;
  readonly observations: readonly Observation[];
  /** Facts about resources that the records told. */
  readonly facts: readonly Fact[];
  /** Resources that are gone according to the records: the last time for each. */
  readonly ends: readonly ResourceEnd[];
  readonly reports: readonly ObjectReport[];
  readonly skipped: readonly Skipped[];
  /** The new states of the windows, to be stored. */
  readonly windows: readonly (PackedWindow & { readonly windowEnd: number })[];
  /** Windows whose stored state has another format: what they counted is in their findings, and they start anew. */
  readonly discarded: readonly (WindowKey & { readonly error: unknown })[];
  readonly trustedSkipped: number;
  readonly saturation: readonly Saturation[];
}

/**
 * Does the thinking of one turn: everything that takes time and needs no I/O. Arguments and results can be copied, so a
 * thread other than the one that asks the database may do it.
 */
export interface Thinker {
  /** @param openPorts what is known of the interfaces that the logs are of */
  begin(directory: Directory, openPorts?: OpenPortsOf): Promise<void>;
  /** Reads one object. @throws the error that the object raised; `OverBudget`; `ThinkerDied` */
  read(object: LogObject, bytes: Uint8Array): Promise<ReadObject>;
  /** The windows that records of the objects belong to. */
  touched(): Promise<readonly WindowKey[]>;
  /**
   * @param stored the stored state of the touched windows
   * @param knowledge what the touched days are judged by; undefined: they are not judged
   */
  conclude(stored: readonly PackedWindow[], knowledge?: StoredKnowledge): Promise<Conclusion>;
  /** The records at some positions of an object; they lead to no findings. @throws as `read` does */
  quote(object: LogObject, bytes: Uint8Array, positions: readonly number[]): Promise<readonly QuotedRecord[]>;
}

/** Lends thinkers, one for each turn. */
export interface Thinkers extends AsyncDisposable {
  lend<Result>(use: (thinker: Thinker) => Promise<Result>): Promise<Result>;
}

/** A thinker was stopped because it took more time than one object may take. */
export class OverBudget extends Error {}

/** A thinker ended unexpectedly: out of memory, or a fault of the runtime. */
export class ThinkerDied extends Error {}

/** Thinks in the calling thread: it blocks everything else, and nothing bounds its time. */
export function thinkHere(detection: Detection): Thinkers {
  return { lend: (use) => use(thinkerOf(detection)), async [Symbol.asyncDispose]() {} };
}

/** A thinker that has the detection for itself. */
export function thinkerOf(detection: Detection): Thinker {
  const { decoder, intel } = detection;
  let { home } = detection;
  let engine = detection.engine;
  let work = engine.newWork();
  let read: ReadObject[] = [];
  const facts = new FactBook();
  const ends = new Map<string, ResourceEnd>();
  const learner = new Learner(
    (fact) => facts.add(fact),
    (end) => keepLast(ends, end),
  );
  return {
    async begin(directory, openPorts) {
      engine = detection.engineOf(directory);
      home = { ...detection.home, openPorts };
      work = engine.newWork();
      read = [];
      facts.clear();
      ends.clear();
    },
    async read(object, bytes) {
      const before = work.trustedSkipped;
      const report = ingest({ decoder, engine, home, learner }, object, bytes, work);
      const done = { report, trustedSkipped: work.trustedSkipped - before };
      read.push(done);
      return done;
    },
    async touched() {
      return work.touched();
    },
    async quote(object, bytes, positions) {
      return quoteRecords(detection, object, bytes, positions);
    },
    async conclude(stored, knowledge) {
      work.behaviours.learned = knowledge && openKnowledge(knowledge);
      const keys = work.touched();
      const discarded = stored.flatMap((window) => absorb(work, window));
      const observations = work.observe();
      return {
        intelVersion: intel.version,
        observations,
        facts: [...facts],
        ends: [...ends.values()],
        ...reportSkipped(read, work),
        windows: pack(work, keys),
        discarded,
        trustedSkipped: work.trustedSkipped,
        saturation: work.saturation(),
      };
    },
  };
}

/**
 * Keeps the later of two ends of a resource; for equal times, the lesser call and caller, so that the order of records
 * does not matter.
 */
function keepLast(ends: Map<string, ResourceEnd>, end: ResourceEnd): void {
  const key = endKey(end);
  const known = ends.get(key);
  if (known === undefined || end.at > known.at || (end.at === known.at && orderOf(end) < orderOf(known)))
    ends.set(key, end);
}

function orderOf({ call, by }: ResourceEnd): string {
  return `${call} ${by}`;
}

function absorb(work: Work, { type, windowStart, value }: PackedWindow): Conclusion['discarded'] {
  try {
    const stored: Json = JSON.parse(zstdDecompressSync(value).toString());
    work.absorb(type, windowStart, stored);
    return [];
  } catch (error) {
    return [{ type, windowStart, error }];
  }
}

function pack(work: Work, keys: readonly WindowKey[]): Conclusion['windows'] {
  const ends = new Map(work.live().map((window) => [nameOf(window), window.windowEnd]));
  return keys.map(({ type, windowStart }) => {
    const windowEnd = ends.get(nameOf({ type, windowStart }));
    // A window that is stored with a wrong end is closed at the wrong time, and later records are counted anew.
    assert(windowEnd !== undefined, `${type} has no window that starts at ${windowStart}, and touched it.`);
    return { type, windowStart, windowEnd, value: zstdCompressSync(JSON.stringify(work.encode(type, windowStart))) };
  });
}

function nameOf({ type, windowStart }: WindowKey): string {
  return `${type} ${windowStart}`;
}
