import type { Aws } from '#services/aws/aws.ts';
import { AwsError, refusalOf } from '#services/aws/aws-error.ts';
import { listObjects } from '#services/aws/s3.ts';
import { keyTimeOf, type SourceName } from '#services/model/log-object.ts';
import type { Refusal } from '#services/model/probe.ts';
import { days } from '#services/model/time.ts';
import { daysBetween, isOfPlace, logObjectOf } from '#services/organization/listing.ts';
import { nameOfPrefix, type LogPrefix } from '#services/organization/plan.ts';
import type { World } from '../../world.ts';
import { inParallel } from '../kits/in-parallel.ts';
import { rememberedPrefixes, type Receive } from './list-prefixes.ts';

/** How many listings run at a time: a running service lists as well. */
const LISTINGS_AT_ONCE = 8;

export interface BackfillSettings {
  /** Objects are entered whose keys name a time from `from` to before `to`, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** All accounts when absent. */
  readonly accountIds?: readonly string[] | undefined;
  readonly sources?: readonly SourceName[] | undefined;
  /** Called when all objects of a day are entered, before any of the next, with the time at which the day ends. */
  readonly entered?: (dayEndsAt: number) => Promise<void>;
  readonly progress?: (folders: number, of: number, objects: number) => void;
}

export interface Backfilled {
  readonly places: number;
  /** Objects of the period, including those that were already known: the ledger skips them. */
  readonly objects: number;
  /** Why a place could not be listed, by the name of the place. */
  readonly refused: ReadonlyMap<string, Refusal>;
}

/**
 * Enters the objects of a past period into the ledger, one day after the other. A running service may enter some of the
 * same objects: an object, identified by bucket, key and ETag, is in the ledger once. A backfill that was stopped starts
 * again from the beginning, which costs only requests.
 */
export async function backfill(
  world: Pick<World, 'database'>,
  aws: Aws,
  receive: Receive,
  { from, to, accountIds, sources, entered = async () => undefined, progress = () => undefined }: BackfillSettings,
): Promise<Backfilled> {
  const places = (await rememberedPrefixes(world)).filter(
    ({ place }) => (accountIds?.includes(place.accountId) ?? true) && (sources?.includes(place.source) ?? true),
  );
  const refused = new Map<string, Refusal>();
  const spans = daysOf(from, to);
  let [done, objects] = [0, 0];
  for (const span of spans) {
    await inParallel(places, LISTINGS_AT_ONCE, async ({ place, as }) => {
      try {
        for await (const found of pagesOf(aws, place, as, span.from, span.to)) {
          await receive(found.map((object) => logObjectOf(place, object)));
          objects += found.length;
        }
      } catch (error) {
        // A refusal of AWS concerns only this place; any other error, such as a lost database, ends the backfill.
        if (!(error instanceof AwsError)) throw error;
        refused.set(nameOfPrefix(place), refusalOf(error));
      }
      progress(++done, places.length * spans.length, objects);
    });
    await entered(span.to);
  }
  return { places: places.length, objects, refused };
}

/** The days of a period, the first and the last as far as they belong to it. */
function daysOf(from: number, to: number): readonly { readonly from: number; readonly to: number }[] {
  const first = Math.floor(from / days(1));
  const last = Math.floor((to - 1) / days(1));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => ({
    from: Math.max(from, days(first + n)),
    to: Math.min(to, days(first + n + 1)),
  }));
}

async function* pagesOf(aws: Aws, place: LogPrefix, as: string, from: number, to: number) {
  const { bucket, owner, prefix, hive } = place;
  const config = await aws.client(as);
  for (const day of daysBetween(from, to, hive))
    for await (const page of listObjects(config, { bucket, owner, prefix: prefix + day, startAfter: '' })) {
      const found = page.filter(({ key }) => {
        const time = keyTimeOf(key);
        return time !== undefined && time >= from && time < to && isOfPlace(place, key);
      });
      if (found.length > 0) yield found;
    }
}
