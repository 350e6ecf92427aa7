import { randomUUID } from 'node:crypto';
import type { Database } from '#db/client.ts';
import type { Aws } from '#services/aws/aws.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { Measure } from '#services/model/metric.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { Part } from '#services/model/tracing.ts';
import type { Log } from './log.ts';

/**
 * The only door to the outside: code that needs a clock, a database or AWS gets them from here. Tests pass another
 * world.
 */
export interface World {
  now(): Date;
  /** Returns a new id at each call. */
  newId(): string;
  readonly database: Database;
  /** Access to the organization to watch; undefined where objects come another way, such as from files or the demo. */
  readonly aws?: Aws;
  readonly objects: ObjectStore;
  readonly sinks: readonly Sink[];
  readonly log: Log;
  /** Receives traces of log objects; absent where tracing is off. */
  readonly tracing?: Part | undefined;
  /** Receives measurements of the work; absent where nobody reads them. */
  readonly measure?: Measure | undefined;
}

/** The real clock and real randomness, with the other given parts. */
export function createWorld(rest: Omit<World, 'now' | 'newId'>): World {
  return { now: () => new Date(), newId: () => randomUUID(), ...rest };
}
