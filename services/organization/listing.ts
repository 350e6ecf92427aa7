import { hours, minutes } from '#services/model/time.ts';

/** How far a prefix has been listed. */
export interface ListingMarker {
  /** The newest time that a listed key names, ms since the epoch. */
  readonly keyTime: number;
  /** The newest time at which S3 stored a listed object, ms since the epoch. */
  readonly modified: number;
}

/** What to list next, and which of it may be new. */
export interface Resumption {
  readonly startAfter: string;
  /** Objects stored before this were seen, ms since the epoch. */
  readonly modifiedFrom: number;
}

/**
 * Keys may come late and out of order: those of flow logs are sorted by the flow log before the time, and a delivery
 * may be retried. So a listing begins with the day of the newest key less this. AWS names minutes for usual delays; six
 * hours outlast what its status pages tell of.
 */
export const KEY_LOOK_BACK_MS = hours(6);

/**
 * What S3 stored longer than this before the newest object seen was seen too. S3 lists what it has at once; but a
 * listing takes its time, and a large object is dated when its upload begins. What is met again is known by its ETag.
 */
export const STORED_LOOK_BACK_MS = minutes(15);

/**
 * Where to go on listing a prefix whose keys go on with a date.
 *
 * @param firstTime how far back logs are read of a prefix that was never listed, ms since the epoch
 */
export function resume(
  { prefix, hive }: { readonly prefix: string; readonly hive: boolean },
  marker: ListingMarker | undefined,
  firstTime: number,
): Resumption {
  if (marker === undefined) return { startAfter: prefix + dayOf(firstTime, hive), modifiedFrom: 0 };
  const from = Math.min(marker.keyTime, marker.modified) - KEY_LOOK_BACK_MS;
  return { startAfter: prefix + dayOf(from, hive), modifiedFrom: marker.modified - STORED_LOOK_BACK_MS };
}

/** The marker after more objects were listed, and received. */
export function advance(
  marker: ListingMarker | undefined,
  objects: readonly { readonly key: string; readonly modifiedAt: Date }[],
): ListingMarker | undefined {
  let { keyTime, modified } = marker ?? { keyTime: 0, modified: 0 };
  for (const { key, modifiedAt } of objects) {
    keyTime = Math.max(keyTime, timeOf(key) ?? 0);
    modified = Math.max(modified, modifiedAt.getTime());
  }
  return modified === 0 ? undefined : { keyTime: keyTime === 0 ? modified : keyTime, modified };
}

/** Keys in AWS's layouts end `…_20261123T0015Z_….gz`. */
function timeOf(key: string): number | undefined {
  const [, year, month, day, hour, minute] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[^/]*$/.exec(key) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(time) ? undefined : time;
}

function dayOf(timeMs: number, hive: boolean): string {
  const [year, month, day] = new Date(Math.max(timeMs, 0)).toISOString().slice(0, 10).split('-');
  return hive ? `year=${year}/month=${month}/day=${day}` : `${year}/${month}/${day}`;
}
