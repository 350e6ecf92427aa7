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
import type { Observation } from '#services/model/observation.ts';
import type { Json } from '#services/model/subject.ts';
import type { Detection } from '../../detection.ts';
import { ingest } from '../../ingest.ts';
import { quoteRecords, type QuotedRecord } from '../../quote.ts';
import { openKnowledge, type StoredKnowledge } from '../turn/stored-knowledge.ts';
import { reportSkipped, type ReadObject } from '../turn/skipped.ts';

/** A window's state, packed as it is stored. */
export interface PackedWindow extends WindowKey {
  readonly value: Uint8Array;
}

/** What a turn comes to. */
export interface Conclusion {
  readonly intelVersion: string;
  readonly observations: readonly Observation[];
  /** What the records told of resources. */
  readonly facts: readonly Fact[];
  /** Resources that they told are gone: of each the last time. */
  readonly ends: readonly ResourceEnd[];
  readonly reports: readonly ObjectReport[];
  readonly skipped: readonly Skipped[];
  /** As they are now, to be stored. */
  readonly windows: readonly (PackedWindow & { readonly windowEnd: number })[];
  /** Stored by a version that kept them differently: what they counted is in their findings, the windows start anew. */
  readonly discarded: readonly (WindowKey & { readonly error: unknown })[];
  readonly trustedSkipped: number;
  readonly saturation: readonly Saturation[];
}

/**
 * Does the thinking of one turn: all that takes time and asks nobody. What goes in and what comes out can be copied, so
 * that it may be done elsewhere than where the database is asked.
 */
export interface Thinker {
  begin(directory: Directory): Promise<void>;
  /** Reads one object. @throws what broke in it; `OverBudget`; `ThinkerDied` */
  read(object: LogObject, bytes: Uint8Array): Promise<ReadObject>;
  /** The windows that the objects touched. */
  touched(): Promise<readonly WindowKey[]>;
  /**
   * @param stored what is stored of the windows that were touched
   * @param knowledge what their days are judged by; undefined: they are not judged
   */
  conclude(stored: readonly PackedWindow[], knowledge?: StoredKnowledge): Promise<Conclusion>;
  /** What stands at positions of an object; nothing comes of it. @throws as `read` does */
  quote(object: LogObject, bytes: Uint8Array, positions: readonly number[]): Promise<readonly QuotedRecord[]>;
}

/** Lends thinkers, one for each turn. */
export interface Thinkers extends AsyncDisposable {
  lend<Result>(use: (thinker: Thinker) => Promise<Result>): Promise<Result>;
}

/** A thinker had to be stopped, for it took more time than one object may. */
export class OverBudget extends Error {}

/** A thinker ended by itself: out of memory, or a fault of the runtime. */
export class ThinkerDied extends Error {}

/** Thinks where it is called: nothing else happens meanwhile, and nothing bounds it. */
export function thinkHere(detection: Detection): Thinkers {
  return { lend: (use) => use(thinkerOf(detection)), async [Symbol.asyncDispose]() {} };
}

/** A thinker over a detection of its own. */
export function thinkerOf(detection: Detection): Thinker {
  const { decoder, home, intel } = detection;
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
    async begin(directory) {
      engine = detection.engineOf(directory);
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

/** Of two times that a resource ended the later; of one time the lesser call, whichever came first. */
function keepLast(ends: Map<string, ResourceEnd>, end: ResourceEnd): void {
  const key = endKey(end);
  const known = ends.get(key);
  if (known === undefined || end.at > known.at || (end.at === known.at && end.call < known.call)) ends.set(key, end);
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
    // A window that seems to have ended when it began would be closed too early, and count anew.
    assert(windowEnd !== undefined, `${type} has no window that starts at ${windowStart}, and touched it.`);
    return { type, windowStart, windowEnd, value: zstdCompressSync(JSON.stringify(work.encode(type, windowStart))) };
  });
}

function nameOf({ type, windowStart }: WindowKey): string {
  return `${type} ${windowStart}`;
}
