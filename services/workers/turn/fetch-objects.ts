import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { Postponed } from '#db/queries/commit.ts';
import type { PendingObject } from '#db/queries/log-objects.ts';
import {
  nameOf,
  type LogObject,
  type ObjectReport,
  type Trouble,
  type TroubleKind,
} from '#services/model/log-object.ts';
import { nextTryMs } from '#services/model/failure.ts';
import type { ObjectRefusal } from '#services/model/object-store.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { UNTRACED, type Part } from '#services/model/tracing.ts';
import type { World } from '../../world.ts';
import { inParallel } from '../kits/in-parallel.ts';

/** The objects of a turn after fetching. Every object is in exactly one of the three lists. */
export interface Fetched {
  readonly arrived: readonly Arrived[];
  /** Objects to be tried again later. */
  readonly postponed: readonly Postponed[];
  /** Objects that will not be read: they can never be fetched, or must not be counted. */
  readonly settled: readonly ObjectReport[];
}

export interface Arrived {
  readonly object: LogObject;
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes: a new ETag only says that something was stored anew, not that the content differs. */
  readonly contentHash: string;
}

/** Gets the bytes of objects. An object that cannot be fetched is reported, and delays no other. */
export async function fetchObjects(
  { objects: store, log, now }: Pick<World, 'objects' | 'log' | 'now'>,
  pending: readonly PendingObject[],
  part: Part = UNTRACED,
): Promise<Fetched> {
  const arrived: Arrived[] = [];
  const postponed: Postponed[] = [];
  const settled: ObjectReport[] = [];
  const answers = await inParallel(pending, OBJECTS_AT_ONCE, ({ object }) =>
    part.within('fetch', [nameOf(object)], async (fetching) => {
      const answer = await hashed(store, object);
      fetching.note('bytes' in answer ? { 'vedette.bytes': answer.bytes.length } : { 'vedette.refused': answer.kind });
      return answer;
    }),
  );
  for (const [index, { object, ...before }] of pending.entries()) {
    const answer = answers[index];
    assert(answer !== undefined, 'Every object that is asked for gets an answer.');
    if ('bytes' in answer) {
      arrived.push({ object, ...answer });
      continue;
    }
    const attempts = before.refused === answer.kind ? before.attempts : 0;
    log.warn('object-refused', { object: nameOf(object), attempts, ...answer });
    const waitMs = nextTryMs(answer.kind, attempts);
    if (waitMs === undefined) settled.push(failedReport(object, answer));
    else postponed.push({ object, trouble: answer, nextAttemptAt: new Date(now().getTime() + waitMs) });
  }
  return { arrived, postponed, settled };
}

/** The report of an object when nothing of it could be read. */
export function failedReport(object: LogObject, ...troubles: readonly Trouble[]): ObjectReport {
  return {
    object,
    source: object.source,
    state: 'failed',
    records: 0,
    passed: 0,
    unreadable: 0,
    troubles,
    firstTime: undefined,
    lastTime: undefined,
    note: undefined,
  };
}

/**
 * Concurrent requests to S3 in one turn: enough to hide their latency, few enough to stay below its limits with many
 * turns.
 */
const OBJECTS_AT_ONCE = 8;

/** Why an object cannot be fetched. */
type Refused = Trouble & { readonly kind: ObjectRefusal['refused'] | 'unavailable' };

/** Gets the bytes of an object, or why they cannot be fetched. */
export async function fetchObject(store: World['objects'], object: LogObject): Promise<Uint8Array | Refused> {
  try {
    const answer = await store.get(object);
    return answer instanceof Uint8Array ? answer : refusal(answer.refused, answer.message);
  } catch (error) {
    return refusal('unavailable', `The object cannot be read at the moment: ${sentenceOf(error)}`);
  }
}

async function hashed(
  store: World['objects'],
  object: LogObject,
): Promise<Pick<Arrived, 'bytes' | 'contentHash'> | Refused> {
  const answer = await fetchObject(store, object);
  return answer instanceof Uint8Array ? { bytes: answer, contentHash: await hashOf(answer) } : answer;
}

/** Up to this size, hashing takes a tenth of a millisecond, which is less than handing the bytes over. */
const HASHED_HERE_BYTES = 64 * 1024;

/** A trouble that concerns a whole object. */
export function refusal<Kind extends TroubleKind>(kind: Kind, message: string): Trouble & { readonly kind: Kind } {
  return { kind, message, position: undefined, records: 0 };
}

/** Hashes large objects outside the event loop, because a turn holds many megabytes. */
async function hashOf(bytes: Uint8Array): Promise<string> {
  if (bytes.byteLength <= HASHED_HERE_BYTES) return hash('sha256', bytes, 'base64url');
  return Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))).toString('base64url');
}
