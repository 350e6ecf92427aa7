import type { Postponed } from '#db/queries/commit.ts';
import type { PendingObject } from '#db/queries/log-objects.ts';
import { nameOf, type LogObject, type ObjectReport, type Trouble } from '#services/model/log-object.ts';
import { hours, minutes } from '#services/model/time.ts';
import type { World } from '../world.ts';
import { inParallel } from './in-parallel.ts';

/** What reading a turn's objects gave. Every object is in exactly one of the three. */
export interface Fetched {
  readonly arrived: readonly { readonly object: LogObject; readonly bytes: Uint8Array }[];
  /** To be tried again. */
  readonly postponed: readonly Postponed[];
  /** Never to be had. */
  readonly failed: readonly ObjectReport[];
}

/** Gets the bytes of objects. One that cannot be had is told of, and holds up no other. */
export async function fetchObjects(
  { objects: store, log, now }: Pick<World, 'objects' | 'log' | 'now'>,
  pending: readonly PendingObject[],
): Promise<Fetched> {
  const arrived: Fetched['arrived'][0][] = [];
  const postponed: Postponed[] = [];
  const failed: ObjectReport[] = [];
  const answers = await inParallel(pending, OBJECTS_AT_ONCE, ({ object }) => fetchObject(store, object));
  for (const [index, { object, attempts }] of pending.entries()) {
    const answer = answers[index];
    if (answer === undefined) continue;
    if (answer instanceof Uint8Array) {
      arrived.push({ object, bytes: answer });
      continue;
    }
    log.warn('object-refused', { object: nameOf(object), attempts, ...answer });
    if (isFinal(answer, attempts + 1)) failed.push(failedReport(object, answer));
    else postponed.push({ object, trouble: answer, nextAttemptAt: new Date(now().getTime() + delayMs(attempts)) });
  }
  return { arrived, postponed, failed };
}

/** The report of an object nothing could be read of. */
export function failedReport(object: LogObject, trouble: Trouble): ObjectReport {
  return {
    object,
    source: object.source,
    state: 'failed',
    records: 0,
    passed: 0,
    unreadable: 0,
    troubles: [trouble],
    firstTime: undefined,
    lastTime: undefined,
    note: undefined,
  };
}

/** Requests to S3 at a time in one turn: enough to hide their latency, few enough to stay below its limits with many turns. */
const OBJECTS_AT_ONCE = 8;

/** S3 answers a read after a write consistently, so what is missing thrice, minutes apart, was deleted or replaced. */
const MISSING_ATTEMPTS_MAX = 3;

function isFinal({ kind }: Trouble, attempts: number): boolean {
  return kind === 'over-bound' || (kind === 'missing' && attempts >= MISSING_ATTEMPTS_MAX);
}

/** A bucket policy is mended by people: a denied object is asked for ever more rarely, but for ever. */
const DELAY_MIN_MS = minutes(1);
const DELAY_MAX_MS = hours(6);

/** Gets the bytes of an object, or what is the matter. */
export async function fetchObject(store: World['objects'], object: LogObject): Promise<Uint8Array | Trouble> {
  try {
    const answer = await store.get(object);
    return answer instanceof Uint8Array ? answer : refusal(answer.refused, answer.message);
  } catch (error) {
    return refusal(
      'unavailable',
      `The object cannot be had for now: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function refusal(kind: Trouble['kind'], message: string): Trouble {
  return { kind, message, position: undefined, records: 0 };
}

function delayMs(attempts: number): number {
  return Math.min(DELAY_MIN_MS * 2 ** attempts, DELAY_MAX_MS);
}
