import { and, desc, eq, gte, inArray, lt, lte, sql } from 'drizzle-orm';
import type { Db } from '../client.ts';
import { profileLevels, profiles } from '../schema/profiles.ts';

/** What was learned about a partition until the end of a day. */
export interface StoredProfile {
  readonly partition: string;
  /** Days since the epoch. */
  readonly sealedDay: number;
  readonly value: Uint8Array;
}

export interface StoredLevel {
  readonly day: number;
  readonly value: Uint8Array;
}

/** The acts of a day that were gathered in a partition. */
export interface GatheredDay {
  readonly partition: string;
  readonly day: number;
}

export async function storedProfile(db: Db, partition: string, name: string): Promise<StoredProfile | undefined> {
  const [row] = await db
    .select()
    .from(profiles)
    .where(and(eq(profiles.partition, partition), eq(profiles.name, name)));
  return row;
}

export async function storedProfiles(db: Db, name: string): Promise<readonly StoredProfile[]> {
  return db.select().from(profiles).where(eq(profiles.name, name)).orderBy(profiles.partition);
}

/** The levels of the organization that apply to the days in a range, the last first. */
export async function storedLevels(db: Db, name: string, from: number, to: number): Promise<readonly StoredLevel[]> {
  return db
    .select({ day: profileLevels.day, value: profileLevels.value })
    .from(profileLevels)
    .where(and(eq(profileLevels.name, name), gte(profileLevels.day, from), lte(profileLevels.day, to)))
    .orderBy(desc(profileLevels.day));
}

/** The last level of each profile. */
export async function latestLevels(db: Db): Promise<readonly { readonly name: string; readonly value: Uint8Array }[]> {
  return db
    .selectDistinctOn([profileLevels.name], { name: profileLevels.name, value: profileLevels.value })
    .from(profileLevels)
    .orderBy(profileLevels.name, desc(profileLevels.day));
}

/**
 * Gathered days that may be sealed, in order: they ended by `before`, no received object of their partition waits to be
 * read for the first time, and no later day was sealed.
 */
export async function sealableDays(db: Db, name: string, before: Date): Promise<readonly GatheredDay[]> {
  return db.execute<{ partition: string; day: number }>(
    sql`
    select t.partition, (extract(epoch from t.window_start) / 86400)::int as day
    from tallies t left join profiles p on p.partition = t.partition and p.name = t.type
    where t.type = ${name} and t.window_end <= ${before.toISOString()}::timestamptz
      and t.window_start > to_timestamp((coalesce(p.sealed_day, -1))::float8 * 86400)
      and not exists (select from log_objects o where o.partition = t.partition and o.state = 'pending' and o.attempts = 0
        and coalesce(o.key_time, '-infinity') < t.window_end)
    order by 1, 2`,
    'objects',
  );
}

/** The first day that is gathered of each partition. */
export async function firstGathered(db: Db, name: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db.execute<{ partition: string; day: number }>(
    sql`select partition, min(extract(epoch from window_start) / 86400)::int as day from tallies
      where type = ${name} group by 1`,
    'objects',
  );
  return new Map(rows.map(({ partition, day }) => [partition, day]));
}

/** Forgets what was learned about partitions. Their gathered days are sealed again. */
export async function forgetProfiles(db: Db, name: string, partitions: readonly string[]): Promise<void> {
  await db.delete(profiles).where(and(eq(profiles.name, name), inArray(profiles.partition, [...partitions])));
}

/** Forgets what all partitions did together, from a day on. */
export async function forgetLevels(db: Db, name: string, fromDay: number): Promise<void> {
  await db.delete(profileLevels).where(and(eq(profileLevels.name, name), gte(profileLevels.day, fromDay)));
}

/** What was gathered on a day; undefined when it was deleted. */
export async function gatheredDay(
  db: Db,
  name: string,
  { partition, day }: GatheredDay,
): Promise<Uint8Array | undefined> {
  const [row] = await db.execute<{ value: Uint8Array }>(
    sql`select value from tallies where partition = ${partition} and type = ${name}
      and window_start = to_timestamp(${day}::float8 * 86400)`,
    'objects',
  );
  return row?.value;
}

/**
 * Replaces what was known about a partition by what was learned.
 *
 * @param before the last sealed day at the time of reading
 * @returns false when another worker has sealed since: then nothing was written
 */
export async function putProfile(
  db: Db,
  name: string,
  profile: StoredProfile,
  before: number | undefined,
): Promise<boolean> {
  const { partition, sealedDay, value } = profile;
  const written =
    before === undefined
      ? await db
          .insert(profiles)
          .values({ partition, name, sealedDay, value: Buffer.from(value) })
          .onConflictDoNothing()
          .returning({ sealedDay: profiles.sealedDay })
      : await db
          .update(profiles)
          .set({ sealedDay, value: Buffer.from(value) })
          .where(and(eq(profiles.partition, partition), eq(profiles.name, name), eq(profiles.sealedDay, before)))
          .returning({ sealedDay: profiles.sealedDay });
  return written.length === 1;
}

/** Writes a level once, and deletes those of days before `keptFrom`. */
export async function putLevel(db: Db, name: string, level: StoredLevel, keptFrom: number): Promise<void> {
  await db
    .insert(profileLevels)
    .values({ name, day: level.day, value: Buffer.from(level.value) })
    .onConflictDoNothing();
  await db.delete(profileLevels).where(and(eq(profileLevels.name, name), lt(profileLevels.day, keptFrom)));
}
