import { and, asc, count, desc, eq, lte, sql } from 'drizzle-orm';
import { keyTimeOf, type LogObject, type SourceName, type TroubleKind } from '#services/model/log-object.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { logObjects } from '../schema/log-objects.ts';

export type LogObjectRow = typeof logObjects.$inferSelect;

export interface PartitionedObject {
  readonly object: LogObject;
  readonly partition: string;
}

/** Enters objects into the ledger; existing rows stay as they are. @returns the partitions that have new objects. */
export async function putLogObjects(
  db: Db,
  received: readonly PartitionedObject[],
  now: Date,
): Promise<{ readonly objects: number; readonly partitions: readonly string[] }> {
  const rows = received.map(({ object, partition }) => {
    const keyTime = keyTimeOf(object.key);
    return { ...object, partition, keyTime: keyTime === undefined ? undefined : new Date(keyTime) };
  });
  const inserted = await db.execute<{ partition: string; objects: number }>(
    sql`
    with inserted as (
      insert into log_objects (bucket, key, etag, partition, source, account_id, region, size_bytes, key_time, state, received_at, next_attempt_at)
      select r.*, 'pending', ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
      from json_to_recordset(${toJson(rows)}::json) as r(
        bucket text, key text, etag text, partition text, source text, "accountId" text, region text, "sizeBytes" bigint,
        "keyTime" timestamptz)
      order by 1, 2, 3
      on conflict do nothing
      returning partition)
    select partition, count(*)::int as objects from inserted group by partition order by partition`,
    'objects',
  );
  return {
    objects: inserted.reduce((sum, row) => sum + row.objects, 0),
    partitions: inserted.map((row) => row.partition),
  };
}

/** A pending object, and how often fetching it failed in a row with the same outcome. */
export interface PendingObject {
  readonly object: LogObject;
  readonly attempts: number;
  readonly refused: TroubleKind | undefined;
}

/**
 * The next due objects of a partition, ordered by key, which in AWS's layouts is also the order of time. Objects
 * without a bucket come first: events that were heard early would otherwise wait behind a backlog that they are meant
 * to overtake.
 */
export async function pendingObjects(
  db: Db,
  partition: string,
  now: Date,
  objectsMax: number,
): Promise<readonly PendingObject[]> {
  const rows = await db
    .select()
    .from(logObjects)
    .where(
      and(eq(logObjects.partition, partition), eq(logObjects.state, 'pending'), lte(logObjects.nextAttemptAt, now)),
    )
    .orderBy(sql`${logObjects.bucket} <> ''`, asc(logObjects.key), asc(logObjects.bucket), asc(logObjects.etag))
    .limit(objectsMax);
  return rows.map((row) => ({ object: objectOf(row), attempts: row.attempts, refused: row.troubles[0]?.kind }));
}

/** A content that was read under a key before another content appeared there. */
export interface EarlierContent {
  readonly bucket: string;
  readonly key: string;
  readonly source: SourceName | null;
  /** Null: it was read before hashes were stored. */
  readonly contentHash: string | null;
}

/** Other contents under the keys of these objects whose records were read already. */
export async function earlierContents(db: Db, objects: readonly LogObject[]): Promise<readonly EarlierContent[]> {
  if (objects.length === 0) return [];
  const rows = objects.map(({ bucket, key, etag }) => ({ bucket, key, etag }));
  return db.execute<EarlierContent & Record<string, unknown>>(
    sql`
    select o.bucket, o.key, o.source, o.content_hash as "contentHash"
    from json_to_recordset(${toJson(rows)}::json) as r(bucket text, key text, etag text)
    join log_objects o on o.bucket = r.bucket and o.key = r.key and o.etag <> r.etag and o.state = 'read'`,
    'objects',
  );
}

/** Partitions that have objects due. */
export async function duePartitions(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await db
    .selectDistinct({ partition: logObjects.partition })
    .from(logObjects)
    .where(and(eq(logObjects.state, 'pending'), lte(logObjects.nextAttemptAt, now)))
    .orderBy(asc(logObjects.partition));
  return rows.map((row) => row.partition);
}

/** Objects with problems: refused or failed, or with records that could not be read. Latest first. */
export async function troubledObjects(db: Db, limit: number): Promise<readonly LogObjectRow[]> {
  return db
    .select()
    .from(logObjects)
    .where(sql`${logObjects.troubles} <> '[]'::jsonb`)
    .orderBy(desc(logObjects.receivedAt), asc(logObjects.bucket), asc(logObjects.key))
    .limit(limit);
}

/** The object whose records were read under this name, as findings name it; of several contents the last. */
export async function objectNamed(db: Db, name: string): Promise<LogObject | undefined> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(name) ?? [];
  const [row] = await db
    .select()
    .from(logObjects)
    .where(and(eq(logObjects.bucket, bucket ?? ''), eq(logObjects.key, key ?? name), eq(logObjects.state, 'read')))
    .orderBy(sql`${logObjects.settledAt} desc nulls last`, asc(logObjects.etag))
    .limit(1);
  return row && objectOf(row);
}

/** How many objects of each state there are. */
export async function objectCounts(db: Db): Promise<Readonly<Record<LogObjectRow['state'], number>>> {
  const rows = await db
    .select({ state: logObjects.state, objects: count() })
    .from(logObjects)
    .groupBy(logObjects.state);
  const counts = { pending: 0, read: 0, passed: 0, failed: 0 };
  for (const row of rows) counts[row.state] = row.objects;
  return counts;
}

function objectOf(row: LogObjectRow): LogObject {
  return {
    bucket: row.bucket,
    key: row.key,
    etag: row.etag,
    sizeBytes: row.sizeBytes,
    source: row.source ?? undefined,
    accountId: row.accountId ?? undefined,
    region: row.region ?? undefined,
  };
}
