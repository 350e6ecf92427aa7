import { objectCounts } from '#db/queries/log-objects.ts';
import {
  copyKnowledge,
  findingsWithin,
  readObjects,
  readWith,
  type ReadWith,
  type ReplayAsked,
} from '#db/queries/replay.ts';
import type { Database, Db } from '#db/client.ts';
import { hours } from '#services/model/time.ts';
import type { Config } from './config.ts';
import type { Detection } from './detection.ts';
import { detectorsVersion } from './detectors.ts';
import { differencesOf, digestOf, type FindingDifference } from './engine/finding-digest.ts';
import type { Log } from './log.ts';
import type { ObjectStore } from './model/object-store.ts';
import { start } from './start.ts';
import type { Thinkers } from './workers/thinking/thinker.ts';
import { createWorld } from './world.ts';

/** What a replay came to. */
export interface Replayed {
  readonly objects: number;
  /** Objects that could not be had any more, or failed now. */
  readonly unread: number;
  readonly findings: number;
  /** Of the findings that were made live. */
  readonly live: string;
  /** Of those that the same logs give now. */
  readonly digest: string;
  /** `missing`: found live, and not now. */
  readonly differences: readonly FindingDifference[];
  /** How many objects were read live with other detectors, settings or lists than are in force now. */
  readonly otherwise: Readonly<Record<'detectors' | 'settings' | 'intel', number>>;
  /** Types that are not compared: they judge by what was learned by then. */
  readonly learned: readonly string[];
}

export interface ReplayParts {
  /** What was committed live. Nothing is written to it. */
  readonly db: Db;
  /** Opens an empty database, to be thrown away. */
  readonly scratch: () => Promise<Database>;
  readonly objects: ObjectStore;
  readonly detection: Detection;
  readonly thinkers?: Thinkers;
  readonly log: Log;
  readonly config: Pick<Config, 'objectsPerTurn' | 'turnsAtOnce'>;
}

/** Records come so long before the object that holds them, as a rule. */
const DELIVERED_MS = hours(2);

/**
 * Reads the logs of a time again, as the service does, into a database of its own that is thrown away, and compares what
 * it finds with what was found live. Compared are findings that began and ended within the time: of others some records
 * are not read again.
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
  const read = { ...asked, to: new Date(asked.to.getTime() + DELIVERED_MS) };
  let count = 0;
  for await (const some of readObjects(db, read)) {
    await service.receive(some);
    count += some.length;
  }
  await service.settle();
  const learned = detection.detectors.flatMap(({ type, learned: judged }) => (judged === undefined ? [] : [type]));
  const live = await findingsWithin(db, asked, learned);
  const now = await findingsWithin(database.db, asked, learned);
  const { read: done, passed } = await objectCounts(database.db);
  return {
    objects: count,
    unread: count - done - passed,
    findings: now.length,
    live: digestOf(live),
    digest: digestOf(now),
    differences: differencesOf(live, now),
    otherwise: otherwise(await readWith(db, read), {
      detectors: detectorsVersion(detection.detectors),
      intel: detection.intel.version,
      settings: detection.engine.settingsVersion,
    }),
    learned,
  };
}

/** A replay forgets nothing: what is old in the logs is new to it. */
const KEPT_DAYS = 10_000;

function otherwise(
  lived: readonly ReadWith[],
  now: Readonly<Record<'detectors' | 'settings' | 'intel', string>>,
): Replayed['otherwise'] {
  const counted = (name: keyof typeof now) =>
    lived.reduce((sum, { [name]: version, objects }) => sum + (version === now[name] ? 0 : objects), 0);
  return { detectors: counted('detectors'), settings: counted('settings'), intel: counted('intel') };
}
