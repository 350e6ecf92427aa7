import { keyTimeOf, type LogObject } from '#services/model/log-object.ts';
import { days, hours, minutes } from '#services/model/time.ts';
import type { LogPrefix } from './plan.ts';

/** How far a prefix has been listed. */
export interface ListingMarker {
  /** The newest time that a listed key names, ms since the epoch. */
  readonly keyTime: number;
  /** The newest time at which S3 stored a listed object, ms since the epoch. */
  readonly modified: number;
  /** When the last listing began, by this machine's clock, ms since the epoch. */
  readonly listedAt: number;
}

/**
 * The listing state of a prefix. Deep listings, which cover the keys of several days, are rare and have a marker of
 * their own.
 */
export interface ListingState {
  readonly shallow: ListingMarker;
  readonly deep: ListingMarker;
}

export interface ListingSettings {
  /** The time from which logs are read in a prefix that was never listed, ms since the epoch. */
  readonly firstTime: number;
  /** How long after its time an object may arrive and still be seen, in ms. */
  readonly lateMs: number;
}

interface Listed {
  readonly key: string;
  readonly modifiedAt: Date;
}

/** What to list next, and which of the listed objects may be new. */
export interface Resumption {
  readonly deep: boolean;
  readonly startAfter: string;
  /** Objects stored before this time have been seen, ms since the epoch. */
  readonly modifiedFrom: number;
}

/**
 * Keys arrive out of order: those of flow logs are sorted by the flow log before the time, and a delivery may be
 * retried. So every listing begins this long before the newest key, on the start of that day. AWS names minutes for
 * usual delays.
 */
export const SHALLOW_LOOK_BACK_MS = hours(6);

/** Deliveries that are days late are rare: looking for them in every listing would cost many times its requests. */
export const DEEP_EVERY_MS = hours(1);

/** A deep listing looks this much further back than necessary, to notice objects that are too late to be relied on. */
export const NOTICE_MS = days(1);

/**
 * Objects that S3 stored longer than this before the newest seen object have been seen too. S3 lists new objects at
 * once; but a listing takes time, and a large object is dated when its upload begins. An object that is listed again is
 * recognized by its ETag.
 */
export const STORED_LOOK_BACK_MS = minutes(15);

/** Where to resume the listing of a prefix whose keys continue with a date. */
export function resume(
  { prefix, hive }: { readonly prefix: string; readonly hive: boolean },
  state: ListingState | undefined,
  { firstTime, lateMs }: ListingSettings,
  now: number,
): Resumption {
  if (state === undefined) return { deep: true, startAfter: prefix + dayOf(firstTime, hive), modifiedFrom: 0 };
  const deep = now - state.deep.listedAt >= DEEP_EVERY_MS;
  const { keyTime, modified, listedAt } = deep ? state.deep : state.shallow;
  const from = Math.min(keyTime, modified) - (deep ? lateMs + NOTICE_MS : SHALLOW_LOOK_BACK_MS);
  // In a prefix without new objects, the newest object would be listed again for ever, and the ledger forgets it at
  // some time.
  const modifiedFrom = Math.max(modified - STORED_LOOK_BACK_MS, listedAt - lateMs);
  return { deep, startAfter: prefix + dayOf(from, hive), modifiedFrom };
}

/** The common prefix of a place's keys, as far as a listing can be restricted to it. */
export function listedBelow({ prefix, hive, stream }: Pick<LogPrefix, 'prefix' | 'hive' | 'stream'>): string {
  // A stream may write at the root of a bucket that holds other things too: only keys that begin with a date are
  // listed.
  return stream === undefined ? prefix : `${prefix}${hive ? 'year=' : ''}${MILLENNIUM}`;
}

const MILLENNIUM = '2';

/** A listed object of a place, as the ledger stores it. */
export function logObjectOf(
  { source, accountId, region, bucket }: LogPrefix,
  { key, etag, sizeBytes }: { readonly key: string; readonly etag: string; readonly sizeBytes: number },
): LogObject {
  return { bucket, key, etag, sizeBytes, source, accountId, region };
}

/**
 * Whether an object belongs to the place: when several streams write below one prefix, the file's name tells them apart
 * ("Configure Amazon S3 object name format", Amazon Data Firehose Developer Guide).
 */
export function isOfPlace({ stream, except }: Pick<LogPrefix, 'stream' | 'except'>, key: string): boolean {
  if (except !== undefined && key.split('/').at(-2) === except) return false;
  if (stream === undefined) return true;
  const file = key.slice(key.lastIndexOf('/') + 1);
  return file.startsWith(`${stream}-`) && AFTER_STREAM.test(file.slice(stream.length));
}

/** The version of the stream's configuration, followed by the time. */
const AFTER_STREAM = /^-\d+-\d{4}(?:-\d\d){5}-/;

/**
 * The state at the beginning of a listing. An empty prefix has one too: its trail may be deleted before the first
 * object arrives.
 */
export function begin(
  state: ListingState | undefined,
  { deep, firstTime }: Pick<Resumption, 'deep'> & Pick<ListingSettings, 'firstTime'>,
  now: number,
): ListingState {
  const marker = { keyTime: firstTime, modified: firstTime, ...state?.shallow, listedAt: now };
  return { shallow: marker, deep: deep ? marker : (state?.deep ?? marker) };
}

/**
 * The state after more objects were listed and received. A deep listing includes everything that a shallow one would
 * list.
 */
export function advance(state: ListingState, deep: boolean, objects: readonly Listed[]): ListingState {
  let { keyTime, modified } = state.shallow;
  for (const { key, modifiedAt } of objects) {
    keyTime = Math.max(keyTime, keyTimeOf(key) ?? 0);
    modified = Math.max(modified, modifiedAt.getTime());
  }
  const marker = { ...state.shallow, keyTime, modified };
  return { shallow: marker, deep: deep ? marker : state.deep };
}

/** The most delayed of the objects that were stored too late to be relied on; undefined when there is none. */
export function latest<Item extends Listed>(objects: readonly Item[], lateMs: number): Item | undefined {
  const delay = ({ key, modifiedAt }: Listed) => modifiedAt.getTime() - (keyTimeOf(key) ?? Infinity);
  return objects.filter((object) => delay(object) > lateMs).toSorted((a, b) => delay(b) - delay(a))[0];
}

/**
 * The date folders of keys of some period, as they follow the prefix.
 *
 * @param from ms since the epoch
 * @param to ms since the epoch, exclusive
 */
export function daysBetween(from: number, to: number, hive: boolean): readonly string[] {
  const first = Math.floor(from / days(1));
  const last = Math.floor((to - 1) / days(1));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => `${dayOf((first + n) * days(1), hive)}/`);
}

function dayOf(timeMs: number, hive: boolean): string {
  const [year, month, day] = new Date(Math.max(timeMs, 0)).toISOString().slice(0, 10).split('-');
  return hive ? `year=${year}/month=${month}/day=${day}` : `${year}/${month}/${day}`;
}
