import { and, asc, eq, gte, isNull, lt, notInArray, sql } from 'drizzle-orm';
import type { ProofGap } from '#services/model/digest.ts';
import type { SourceName, TroubleKind } from '#services/model/log-object.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { digests, proofGaps } from '../schema/digests.ts';
import { readHours } from '../schema/read-hours.ts';
import { HOUR_OF_OBJECT, isOneOf } from './read-hours.ts';
import { within } from './scope.ts';

export type DigestRow = typeof digests.$inferSelect;
export type ProofGapRow = typeof proofGaps.$inferSelect;

/** The digests of a folder that cover a time after `since`. */
export async function knownDigests(db: Db, bucket: string, prefix: string, since: Date): Promise<readonly DigestRow[]> {
  return db
    .select()
    .from(digests)
    .where(and(eq(digests.bucket, bucket), sql`starts_with(${digests.key}, ${prefix})`, gte(digests.toTime, since)))
    .orderBy(asc(digests.toTime), asc(digests.key));
}

/** A content that the ledger has under a key. */
export interface LedgerContent {
  readonly key: string;
  readonly etag: string;
  readonly state: 'pending' | 'read' | 'passed' | 'failed';
  readonly textHash: string | null;
  readonly trouble: TroubleKind | null;
}

/** All contents that the ledger has under these keys of a bucket. */
export async function ledgerContents(
  db: Db,
  bucket: string,
  keys: readonly string[],
): Promise<readonly LedgerContent[]> {
  if (keys.length === 0) return [];
  return db.execute<LedgerContent & Record<string, unknown>>(
    sql`
    select o.key, o.etag, o.state, o.text_hash as "textHash", o.troubles->0->>'kind' as trouble
    from json_array_elements_text(${toJson(keys)}::json) as k(key)
    join log_objects o on o.bucket = ${bucket} and o.key = k.key`,
    'objects',
  );
}

/** The result of judging one digest. */
export interface JudgedDigest {
  readonly row: DigestRow;
  /** Contents of the ledger that it proves authentic. */
  readonly proved: readonly { readonly key: string; readonly etag: string }[];
  /** Everything that it shows to be wrong now. */
  readonly gaps: readonly ProofGap[];
}

/** Writes the result of a digest, whole or not at all. Can be repeated. */
export async function putDigest(db: Db, { row, proved, gaps }: JudgedDigest, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const { bucket, key } = row;
    await tx
      .insert(digests)
      .values(row)
      .onConflictDoUpdate({
        target: [digests.bucket, digests.key, digests.etag],
        set: { settled: row.settled, seenAt: row.seenAt },
      });
    await prove(tx, bucket, proved, now);
    // A digest that was overwritten does not undo the gaps that it showed before.
    if (row.state === 'forged') await addProofGaps(tx, key, gaps, now);
    else await replaceProofGaps(tx, { bucket, cause: key }, gaps, now);
  });
}

/** Each content is proved once, and so counts once in its hour. */
async function prove(tx: Db, bucket: string, proved: JudgedDigest['proved'], now: Date): Promise<void> {
  if (proved.length === 0) return;
  await tx.execute(sql`
    with proved as (
      update log_objects o set proved_at = ${now.toISOString()}::timestamptz
      from json_to_recordset(${toJson(proved)}::json) as r(key text, etag text)
      where o.bucket = ${bucket} and o.key = r.key and o.etag = r.etag and o.proved_at is null
      returning o.*),
    hours as (
      select o.account_id, o.region, o.source, ${HOUR_OF_OBJECT} as hour, count(*)::int as proved
      from proved o group by 1, 2, 3, 4 order by 1, 2, 3, 4)
    update read_hours h set proved = h.proved + n.proved from hours n
    where h.account_id = n.account_id and h.region is not distinct from n.region and h.source = n.source
      and h.hour = n.hour`);
}

/** Writes the present gaps of one cause: gaps that it showed before and does not show now have ended. */
export async function replaceProofGaps(
  db: Db,
  { bucket, cause }: Pick<ProofGapRow, 'bucket' | 'cause'>,
  gaps: readonly ProofGap[],
  now: Date,
): Promise<void> {
  const open = and(eq(proofGaps.bucket, bucket), eq(proofGaps.cause, cause), isNull(proofGaps.endedAt));
  const names = gaps.map(({ key, kind }) => `${kind} ${key}`);
  await db
    .update(proofGaps)
    .set({ endedAt: now })
    .where(names.length === 0 ? open : and(open, notInArray(sql`${proofGaps.kind} || ' ' || ${proofGaps.key}`, names)));
  await addProofGaps(db, cause, gaps, now);
}

/** Adds gaps; a gap that was known already keeps its beginning. */
export async function addProofGaps(db: Db, cause: string, gaps: readonly ProofGap[], now: Date): Promise<void> {
  if (gaps.length === 0) return;
  const rows = gaps.map(({ from, to, ...gap }) => ({
    ...gap,
    fromTime: new Date(from),
    toTime: new Date(to),
    cause,
    since: now,
    endedAt: null,
    toldAt: null,
  }));
  await db
    .insert(proofGaps)
    .values(rows)
    .onConflictDoUpdate({
      target: [proofGaps.bucket, proofGaps.key, proofGaps.kind],
      set: { detail: sql`excluded.detail`, toTime: sql`excluded.to_time`, endedAt: null },
    });
}

/** Gaps that detectors have not seen yet, the oldest first. */
export async function untoldProofGaps(db: Db, limit: number): Promise<readonly ProofGapRow[]> {
  const { since, bucket, key, kind, toldAt } = proofGaps;
  return db.select().from(proofGaps).where(isNull(toldAt)).orderBy(since, bucket, key, kind).limit(limit);
}

/** Marks gaps as seen by detectors, in the transaction that writes the resulting findings. */
export async function markTold(
  tx: Db,
  gaps: readonly Pick<ProofGapRow, 'bucket' | 'key' | 'kind'>[],
  now: Date,
): Promise<void> {
  await tx.execute(sql`
    update proof_gaps g set told_at = ${now.toISOString()}::timestamptz
    from json_to_recordset(${toJson(gaps.map(({ bucket, key, kind }) => ({ bucket, key, kind })))}::json)
      as r(bucket text, key text, kind text)
    where (g.bucket, g.key, g.kind) = (r.bucket, r.key, r.kind)`);
}

/** A content that appeared under a key for which a digest had proved another content. */
export interface ReplacedContent {
  readonly bucket: string;
  readonly key: string;
  readonly accountId: string;
  readonly region: string;
  readonly source: SourceName;
  readonly time: Date;
}

/** Contents read since a time under keys for which another content is proved. */
export async function replacedContents(db: Db, since: Date): Promise<readonly ReplacedContent[]> {
  const rows = await db.execute<Omit<ReplacedContent, 'time'> & { time: string }>(
    sql`
    select distinct o.bucket, o.key, o.account_id as "accountId", o.region, o.source,
      coalesce(o.key_time, o.received_at) as time
    from log_objects o
    join log_objects p on p.bucket = o.bucket and p.key = o.key and p.etag <> o.etag
      and p.proved_at is not null and p.text_hash <> o.text_hash
    where o.settled_at >= ${since.toISOString()}::timestamptz and o.proved_at is null and o.account_id is not null
      and o.region is not null and o.source is not null`,
    'objects',
  );
  return rows.map(({ time, ...row }) => ({ ...row, time: new Date(time) }));
}

/** The first and the last hour in which objects of a stream were read; undefined when there is none. */
export async function readSpan(
  db: Db,
  { accountId, region, source }: { accountId: string; region: string; source: SourceName },
): Promise<{ readonly first: number; readonly last: number } | undefined> {
  const [row] = await db
    .select({ first: sql<string | null>`min(${readHours.hour})`, last: sql<string | null>`max(${readHours.hour})` })
    .from(readHours)
    .where(and(eq(readHours.accountId, accountId), eq(readHours.region, region), eq(readHours.source, source)));
  return row?.first && row.last ? { first: Date.parse(row.first), last: Date.parse(row.last) } : undefined;
}

/** When digests were last verified; undefined: never. */
export async function lastVerified(db: Db): Promise<Date | undefined> {
  const [row] = await db.execute<{ at: string | null }>(sql`select max(seen_at) as at from digests`, 'objects');
  return row?.at ? new Date(row.at) : undefined;
}

/** Selects gaps, present and past, that concern a time; the newest first. */
export interface ProofGapsAsked {
  /** All when absent. */
  readonly accountIds?: readonly string[] | undefined;
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
}

export async function proofGapsOf(
  db: Db,
  scope: ViewerScope,
  { accountIds, from, to, limit }: ProofGapsAsked,
): Promise<readonly ProofGapRow[]> {
  return db
    .select()
    .from(proofGaps)
    .where(
      and(
        within(scope, proofGaps.accountId),
        accountIds && isOneOf(proofGaps.accountId, accountIds),
        lt(proofGaps.fromTime, to),
        gte(proofGaps.toTime, from),
      ),
    )
    .orderBy(sql`ended_at is not null`, sql`${proofGaps.fromTime} desc`, asc(proofGaps.key))
    .limit(limit);
}

/** The present gaps of a stream: how many of each kind, and the newest of all. */
export async function openProofGaps(
  db: Db,
  { accountId, region, source }: { accountId: string; region: string; source: SourceName },
  limit: number,
): Promise<readonly ProofGapRow[]> {
  return db
    .select()
    .from(proofGaps)
    .where(
      and(
        eq(proofGaps.accountId, accountId),
        eq(proofGaps.source, source),
        eq(proofGaps.region, region),
        isNull(proofGaps.endedAt),
      ),
    )
    .orderBy(sql`${proofGaps.fromTime} desc`, asc(proofGaps.key))
    .limit(limit);
}
