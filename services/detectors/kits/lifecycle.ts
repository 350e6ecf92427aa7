import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { isPlain, type Plain } from '#services/sources/plain.ts';
import { isGiven, listedObjects, member, numberOf } from './parameters.ts';

/**
 * The number of days after which a lifecycle configuration deletes everything in a bucket; undefined where it does not.
 * Rules do not count that are off, or that apply only to some objects, old versions, unfinished uploads or delete
 * markers: they destroy nothing that is in use ("Lifecycle configuration elements").
 */
export function wholeBucketExpiresAfter({
  requestParameters,
  time,
}: Pick<CloudTrailRecord, 'requestParameters' | 'time'>): number | undefined {
  const configuration = requestParameters?.['LifecycleConfiguration'];
  const rules = listedObjects(member(configuration, 'Rule') ?? member(configuration, 'Rules'));
  const days = rules
    .filter((rule) => rule['Status'] === 'Enabled' && isAboutAll(rule))
    .flatMap((rule) => daysUntil(rule['Expiration'], time) ?? []);
  return days.length === 0 ? undefined : Math.min(...days);
}

const DAY = 86_400_000;

/** After how many days objects expire, whether a rule says so in days or as a date. */
export function daysUntil(expiration: unknown, time: number): number | undefined {
  const date = member(expiration, 'Date');
  if (typeof date === 'string') {
    const moment = Date.parse(date);
    return Number.isNaN(moment) ? undefined : Math.max(0, Math.ceil((moment - time) / DAY));
  }
  return numberOf(member(expiration, 'Days'));
}

/**
 * Whether a rule is meant for every object: it has no filter, an empty one, or an empty prefix (by itself in older
 * rules). A filter that every object meets counts as well: larger than nothing, or smaller than the largest possible
 * object. So does the prefix `*`: S3 knows no wildcards there, but whoever writes one means everything.
 */
function isAboutAll({ Prefix, Filter }: Plain): boolean {
  return isEverything(Prefix) && (isPlain(Filter) ? Object.entries(Filter).every(leavesOutNothing) : !isGiven(Filter));
}

function isEverything(prefix: unknown): boolean {
  return !isGiven(prefix) || prefix === '*';
}

function leavesOutNothing([name, value]: readonly [string, unknown]): boolean {
  if (name === 'And' && isPlain(value)) return Object.entries(value).every(leavesOutNothing);
  if (name === 'Prefix') return isEverything(value);
  const size = numberOf(value);
  if (name === 'ObjectSizeGreaterThan') return size !== undefined && size <= 0;
  if (name === 'ObjectSizeLessThan') return size !== undefined && size >= OBJECT_BYTES_MAX;
  return !isGiven(value);
}

/** ("Amazon S3 objects overview") */
const OBJECT_BYTES_MAX = 5 * 2 ** 40;
