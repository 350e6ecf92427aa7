import { randomUUID } from 'node:crypto';
import type { Database } from '#db/client.ts';
import type { Aws } from '#services/aws/aws.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { Part } from '#services/model/tracing.ts';
import type { Log } from './log.ts';

/** The only door to the outside: whoever needs a clock, a database or AWS is given one. Tests hand over another. */
export interface World {
  now(): Date;
  /** Never the same twice. */
  newId(): string;
  readonly database: Database;
  /** The organization to watch; undefined where objects are handed over by somebody else, such as files and the demo. */
  readonly aws?: Aws;
  readonly objects: ObjectStore;
  readonly sinks: readonly Sink[];
  readonly log: Log;
  /** Where the way of log objects is told of; absent where nobody wants to know. */
  readonly tracing?: Part | undefined;
}

/** The real clock and real chance, with whatever else is given. */
export function createWorld(rest: Omit<World, 'now' | 'newId'>): World {
  return { now: () => new Date(), newId: () => randomUUID(), ...rest };
}
