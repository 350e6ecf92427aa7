import { objectCounts } from '#db/queries/log-objects.ts';
import {
  copyKnowledge,
  existing,
  findingsWithin,
  judgedWith,
  keptLevels,
  learnedProfiles,
  readObjects,
  readWith,
  type ReadWith,
  type ReplayAsked,
} from '#db/queries/replay.ts';
import type { Database, Db } from '#db/client.ts';
import { eventBatchContent } from '#db/queries/event-batches.ts';
import { days } from '#services/model/time.ts';
import { LAG_DAYS } from './behaviour/before.ts';
import type { AccountHistory } from './behaviour/history.ts';
import { judgesAlike, learnedUntil, readJudgedBy, recalls } from './behaviour/recall.ts';
import { readHistory } from './behaviour/stored-history.ts';
import type { Config } from './config.ts';
import type { Detection } from './detection.ts';
import { detectorsVersion } from './detectors.ts';
import { differencesOf, digestOf, type FindingDifference } from './engine/finding-digest.ts';
import type { Log } from './log.ts';
import { isEventBatch } from './model/event-batch.ts';
import { nameOf, type LogObject } from './model/log-object.ts';
import type { ObjectStore } from './model/object-store.ts';
import { start } from './start.ts';
import type { Received } from './workers/receive.ts';
import type { Thinkers } from './workers/thinking/thinker.ts';
import { unpack } from './workers/turn/stored-knowledge.ts';
import { createWorld } from './world.ts';

/** The result of a replay. */
export interface Replayed {
  readonly objects: number;
  /** Number of objects that are no longer available, or failed now. */
  readonly unread: number;
  readonly findings: number;
  /** Digest of the findings that were made live. */
  readonly live: string;
  /** Digest of the findings that the same logs give now. */
  readonly digest: string;
  /** `missing`: found live, and not now. */
  readonly differences: readonly FindingDifference[];
  /**
   * Number of objects that were read live with other detectors, settings or lists than are in force now, or judged with
   * less than was learned by now.
   */
  readonly otherwise: Readonly<Record<'detectors' | 'settings' | 'intel' | 'learned', number>>;
  /** Types that are not compared: some of the days that their judgements used are forgotten. */
  readonly forgotten: readonly string[];
}

export interface ReplayParts {
  /** The live database. A replay writes nothing to it. */
  readonly db: Db;
  /** Opens an empty database, which is thrown away afterwards. */
  readonly scratch: () => Promise<Database>;
  readonly objects: ObjectStore;
  readonly detection: Detection;
  readonly thinkers?: Thinkers;
  readonly log: Log;
  readonly config: Pick<Config, 'objectsPerTurn' | 'turnsAtOnce'>;
}

/**
 * Reads the logs of a period again, as the service does, into a temporary database of its own, and compares its
 * findings with the live ones. It compares only findings that began and ended within the period: for others some
 * records are not read again.
 */
export async function replay(
  { db, scratch, objects, detection, thinkers, log, config }: ReplayParts,
  asked: ReplayAsked,
): Promise<Replayed> {
  await using closing = new AsyncDisposableStack();
  const database = closing.adopt(await scratch(), (opened) => opened.close());
  await copyKnowledge(db, database.db, asked.accountIds);
  const world = createWorld({ database, objects, sinks: [], log });
  const service = closing.use(
    await start(world, { ...config, retentionDays: KEPT_DAYS, lateDays: KEPT_DAYS }, detection, thinkers),
  );
  let count = 0;
  for await (const some of readObjects(db, asked)) {
    await service.receive(await Promise.all(some.map((object) => withContent(db, object))));
    count += some.length;
  }
  await service.settle();
  const recalled = await recall(db, asked);
  const forgotten = detection.detectors.flatMap(({ type, learned }) =>
    learned !== undefined && recalled.forgetful.has(learned.profile.name) ? [type] : [],
  );
  const live = await findingsWithin(db, asked, forgotten);
  // A finding that lived longer is read again only in part, and looks as if it had begun within the period.
  const within = new Set(live.map(({ id }) => id));
  const found = await findingsWithin(database.db, asked, forgotten);
  const older = await existing(
    db,
    found.flatMap(({ id }) => (within.has(id) ? [] : [id])),
  );
  const now = found.filter(({ id }) => !older.has(id));
  const { read: done, passed } = await objectCounts(database.db);
  return {
    objects: count,
    unread: count - done - passed,
    findings: now.length,
    live: digestOf(live),
    digest: digestOf(now),
    differences: differencesOf(live, now),
    otherwise: {
      ...otherwise(await readWith(db, asked), {
        detectors: detectorsVersion(detection.detectors),
        intel: detection.intel.version,
        settings: detection.engine.settingsVersion,
      }),
      learned: recalled.otherwise,
    },
    forgotten,
  };
}

/** The object; an event batch with its content, which is in the live database and in no bucket. */
async function withContent(db: Db, object: LogObject): Promise<Received> {
  const content = isEventBatch(nameOf(object)) ? await eventBatchContent(db, object.key) : undefined;
  return content === undefined ? object : { ...object, content };
}

/**
 * Each account's learned history is one value that days are added to. A judgement of a day uses the days until two days
 * before it, so it is the same now, unless such days are forgotten or had not been learned yet.
 *
 * @returns the profiles that forgot some days needed for judging the period, and the number of objects that were judged
 *   with less
 */
async function recall(
  db: Db,
  asked: ReplayAsked,
): Promise<{ readonly forgetful: ReadonlySet<string>; readonly otherwise: number }> {
  const profiles = (await learnedProfiles(db, asked.accountIds)).map(({ value, ...profile }) => ({
    ...profile,
    ...spanOf(readHistory(profile.partition, unpack(value))),
  }));
  const levels = await keptLevels(db);
  const fromDay = Math.floor(asked.from.getTime() / days(1));
  const forgetful = new Set(profiles.filter((each) => !recalls(each, fromDay)).map(({ name }) => name));
  let others = 0;
  for (const { partition, day, version, objects } of await judgedWith(db, asked)) {
    const isAlike = readJudgedBy(version)?.every(({ name, sealed, level }) => {
      const now = profiles.find((profile) => profile.partition === partition && profile.name === name);
      const kept = levels.flatMap((each) => (each.name === name && each.day <= day - LAG_DAYS ? [each.day] : []));
      const known = (until: number | undefined) =>
        now === undefined || until === undefined ? undefined : learnedUntil(now, Math.min(until, day - LAG_DAYS));
      return (
        judgesAlike(day, now?.first, known(sealed), known(now?.sealedDay)) &&
        judgesAlike(day, -Infinity, level, kept.length === 0 ? undefined : Math.max(...kept))
      );
    });
    if (isAlike !== true) others += objects;
  }
  return { forgetful, otherwise: others };
}

function spanOf({ first, last, alerts }: AccountHistory): Pick<AccountHistory, 'first' | 'last' | 'alerts'> {
  return { first, last, alerts };
}

/** A replay reads old logs as if they had just arrived, so it must forget nothing. */
const KEPT_DAYS = 10_000;

function otherwise(
  lived: readonly ReadWith[],
  now: Readonly<Record<'detectors' | 'settings' | 'intel', string>>,
): Omit<Replayed['otherwise'], 'learned'> {
  const counted = (name: keyof typeof now) =>
    lived.reduce((sum, { [name]: version, objects }) => sum + (version === now[name] ? 0 : objects), 0);
  return { detectors: counted('detectors'), settings: counted('settings'), intel: counted('intel') };
}
