import { keyTimeOf, type LogObject } from '#services/model/log-object.ts';
import { days, hours, minutes } from '#services/model/time.ts';
import type { LogPrefix } from './plan.ts';

/** How far a prefix has been listed. */
export interface ListingMarker {
  /** The newest time that a listed key names, ms since the epoch. */
  readonly keyTime: number;
  /** The newest time at which S3 stored a listed object, ms since the epoch. */
  readonly modified: number;
  /** When the last listing began, by our clock, ms since the epoch. */
  readonly listedAt: number;
}

/** What is known of a prefix: a listing of the last days' keys is made now and then only, and remembers its own place. */
export interface ListingState {
  readonly shallow: ListingMarker;
  readonly deep: ListingMarker;
}

export interface ListingSettings {
  /** How far back logs are read of a prefix that was never listed, ms since the epoch. */
  readonly firstTime: number;
  /** How long after its time an object may come and still be seen, in ms. */
  readonly lateMs: number;
}

interface Listed {
  readonly key: string;
  readonly modifiedAt: Date;
}

/** What to list next, and which of it may be new. */
export interface Resumption {
  readonly deep: boolean;
  readonly startAfter: string;
  /** Objects stored before this were seen, ms since the epoch. */
  readonly modifiedFrom: number;
}

/**
 * Keys come out of order: those of flow logs are sorted by the flow log before the time, and a delivery may be retried.
 * So every listing begins with the day of the newest key less this. AWS names minutes for usual delays.
 */
export const SHALLOW_LOOK_BACK_MS = hours(6);

/** Deliveries that come days late are rare: to look for them in every listing would cost many times its requests. */
export const DEEP_EVERY_MS = hours(1);

/** A deep listing looks further back than it has to by this, to notice that objects come later than it can see. */
export const NOTICE_MS = days(1);

/**
 * What S3 stored longer than this before the newest object seen was seen too. S3 lists what it has at once; but a
 * listing takes its time, and a large object is dated when its upload begins. What is met again is known by its ETag.
 */
export const STORED_LOOK_BACK_MS = minutes(15);

/** Where to go on listing a prefix whose keys go on with a date. */
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
  // Where nothing comes any more the newest object would be offered for ever, and the ledger does not remember for ever.
  const modifiedFrom = Math.max(modified - STORED_LOOK_BACK_MS, listedAt - lateMs);
  return { deep, startAfter: prefix + dayOf(from, hive), modifiedFrom };
}

/** What the keys of a place have in common, as far as a listing can be told. */
export function listedBelow({ prefix, hive, stream }: Pick<LogPrefix, 'prefix' | 'hive' | 'stream'>): string {
  // A stream may write at the root of a bucket that holds anything else: only where dates begin is looked at.
  return stream === undefined ? prefix : `${prefix}${hive ? 'year=' : ''}${MILLENNIUM}`;
}

const MILLENNIUM = '2';

/** An object of a place, for the ledger. */
export function logObjectOf(
  { source, accountId, region, bucket }: LogPrefix,
  { key, etag, sizeBytes }: { readonly key: string; readonly etag: string; readonly sizeBytes: number },
): LogObject {
  return { bucket, key, etag, sizeBytes, source, accountId, region };
}

/**
 * Whether an object is of the place: of what several write below one prefix, the file's name tells which stream did
 * ("Configure Amazon S3 object name format", Amazon Data Firehose Developer Guide).
 */
export function isOfPlace({ stream }: Pick<LogPrefix, 'stream'>, key: string): boolean {
  if (stream === undefined) return true;
  const file = key.slice(key.lastIndexOf('/') + 1);
  return file.startsWith(`${stream}-`) && AFTER_STREAM.test(file.slice(stream.length));
}

/** The version of the stream's configuration, and the time. */
const AFTER_STREAM = /^-\d+-\d{4}(?:-\d\d){5}-/;

/** The state of a listing that begins. An empty prefix has one too: its trail may be gone before the first object comes. */
export function begin(
  state: ListingState | undefined,
  { deep, firstTime }: Pick<Resumption, 'deep'> & Pick<ListingSettings, 'firstTime'>,
  now: number,
): ListingState {
  const marker = { keyTime: firstTime, modified: firstTime, ...state?.shallow, listedAt: now };
  return { shallow: marker, deep: deep ? marker : (state?.deep ?? marker) };
}

/** The state after more objects were listed, and received. A deep listing meets all that a shallow one would. */
export function advance(state: ListingState, deep: boolean, objects: readonly Listed[]): ListingState {
  let { keyTime, modified } = state.shallow;
  for (const { key, modifiedAt } of objects) {
    keyTime = Math.max(keyTime, keyTimeOf(key) ?? 0);
    modified = Math.max(modified, modifiedAt.getTime());
  }
  const marker = { ...state.shallow, keyTime, modified };
  return { shallow: marker, deep: deep ? marker : state.deep };
}

/** An object that was stored later than can be relied on to be seen; undefined when none was. */
export function latest<Item extends Listed>(objects: readonly Item[], lateMs: number): Item | undefined {
  const delay = ({ key, modifiedAt }: Listed) => modifiedAt.getTime() - (keyTimeOf(key) ?? Infinity);
  return objects.filter((object) => delay(object) > lateMs).toSorted((a, b) => delay(b) - delay(a))[0];
}

/**
 * The days that keys of some time are filed under, as they go on after the prefix.
 *
 * @param from ms since the epoch
 * @param to not included
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
