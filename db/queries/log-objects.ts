import { and, asc, count, desc, eq, lt, lte, or, sql } from 'drizzle-orm';
import { keyTimeOf, type LogObject, type SourceName, type TroubleKind } from '#services/model/log-object.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { logObjects } from '../schema/log-objects.ts';
import { DIRECTORY_STATE } from './accounts.ts';

export type LogObjectRow = typeof logObjects.$inferSelect;

export interface PartitionedObject {
  readonly object: LogObject;
  readonly partition: string;
  /** Of an event batch. */
  readonly content?: Uint8Array | undefined;
}

/**
 * Enters objects into the ledger, with the contents of event batches; existing rows stay as they are.
 *
 * @returns the partitions that have new objects
 */
export async function putLogObjects(
  db: Db,
  received: readonly PartitionedObject[],
  now: Date,
): Promise<{ readonly objects: number; readonly partitions: readonly string[] }> {
  const rows = received.map(({ object, partition, content }) => {
    const keyTime = keyTimeOf(object.key);
    return {
      ...object,
      partition,
      keyTime: keyTime === undefined ? undefined : new Date(keyTime),
      content: content && Buffer.from(content).toString('base64'),
    };
  });
  const at = sql`${now.toISOString()}::timestamptz`;
  const inserted = await db.execute<{ partition: string; objects: number }>(
    sql`
    with r as (
      select * from json_to_recordset(${toJson(rows)}::json) as r(
        bucket text, key text, etag text, partition text, source text, "accountId" text, region text, "sizeBytes" bigint,
        "keyTime" timestamptz, content text)),
    inserted as (
      insert into log_objects (bucket, key, etag, partition, source, account_id, region, size_bytes, key_time, state, received_at, next_attempt_at)
      select bucket, key, etag, partition, source, "accountId", region, "sizeBytes", "keyTime", 'pending', ${at}, ${at}
      from r order by 1, 2, 3
      on conflict do nothing
      returning partition),
    contents as (
      insert into event_batches (key, content, received_at)
      select key, decode(content, 'base64'), ${at} from r where content is not null order by key
      on conflict do nothing)
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
  /** Other contents under its key whose records were read already. */
  readonly earlier: readonly EarlierContent[];
}

/** A content that was read under a key before another content appeared there. */
export interface EarlierContent {
  readonly source: SourceName | null;
  /** Null: it was read before hashes were stored. */
  readonly contentHash: string | null;
}

/** What a turn begins with. */
export interface Due {
  readonly objects: readonly PendingObject[];
  /** The name of the directory's state; undefined when nothing is due. */
  readonly directoryState: string | undefined;
}

/**
 * The next due objects of a partition, ordered by key, which in AWS's layouts is also the order of time. Objects
 * without a bucket come first: early events would otherwise wait behind a backlog that they are meant to overtake.
 */
export async function pendingObjects(db: Db, partition: string, now: Date, objectsMax: number): Promise<Due> {
  const rows = await db
    .select({
      bucket: logObjects.bucket,
      key: logObjects.key,
      etag: logObjects.etag,
      sizeBytes: logObjects.sizeBytes,
      source: logObjects.source,
      accountId: logObjects.accountId,
      region: logObjects.region,
      attempts: logObjects.attempts,
      troubles: logObjects.troubles,
      earlier: sql<readonly EarlierContent[] | null>`(
        select json_agg(json_build_object('source', e.source, 'contentHash', e.content_hash)) from log_objects e
        where e.bucket = log_objects.bucket and e.key = log_objects.key and e.etag <> log_objects.etag and e.state = 'read')`,
      directoryState: DIRECTORY_STATE,
    })
    .from(logObjects)
    .where(
      // The state is part of the text: a plan for any state could not use the index of pending objects.
      and(
        eq(logObjects.partition, partition),
        sql`${logObjects.state} = 'pending'`,
        lte(logObjects.nextAttemptAt, now),
      ),
    )
    .orderBy(sql`${logObjects.bucket} <> ''`, asc(logObjects.key), asc(logObjects.bucket), asc(logObjects.etag))
    .limit(objectsMax);
  const objects = rows.map(({ attempts, troubles, earlier, ...row }) => ({
    object: objectOf(row),
    attempts,
    refused: troubles[0]?.kind,
    earlier: earlier ?? [],
  }));
  return { objects, directoryState: rows[0]?.directoryState };
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

/**
 * How many objects of before a time, by the times in their keys, wait to be read for the first time, or for the end of an
 * outage.
 */
export async function unreadBefore(db: Db, before: Date): Promise<number> {
  const [row] = await db
    .select({ unread: count() })
    .from(logObjects)
    .where(
      and(
        sql`${logObjects.state} = 'pending'`,
        or(eq(logObjects.attempts, 0), sql`${logObjects.troubles}->0->>'kind' = 'unavailable'`),
        lt(logObjects.keyTime, before),
      ),
    );
  return row?.unread ?? 0;
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

function objectOf(
  row: Pick<LogObjectRow, 'bucket' | 'key' | 'etag' | 'sizeBytes' | 'source' | 'accountId' | 'region'>,
): LogObject {
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
