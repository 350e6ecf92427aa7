import { inArray, sql } from 'drizzle-orm';
import type { FindingBody } from '#services/model/finding.ts';
import { countedKey, type Contribution } from '#services/model/observation.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { findings } from '../schema/findings.ts';

/** Names the window of a detector. */
export interface TallyKey {
  readonly type: string;
  /** ms since the epoch */
  readonly windowStart: number;
}

export interface StoredTally extends TallyKey {
  readonly version: string;
  /** Undefined when the caller has this version already. */
  readonly value: Uint8Array | undefined;
}

/** The stored tallies of the windows that a turn touches, without the values of versions that the caller has. */
export async function storedTallies(
  db: Db,
  partition: string,
  keys: readonly (TallyKey & { readonly held: string | undefined })[],
): Promise<readonly StoredTally[]> {
  if (keys.length === 0) return [];
  const wanted = keys.map(({ type, windowStart, held }) => ({ type, windowStart: new Date(windowStart), held }));
  const rows = await db.execute<{ type: string; start: number; version: string; value: Uint8Array | null }>(
    sql`
    select t.type, extract(epoch from t.window_start)::float8 * 1000 as start, t.version,
      case when t.version = r.held then null else t.value end as value
    from json_to_recordset(${toJson(wanted)}::json) as r(type text, "windowStart" timestamptz, held text)
    join tallies t on t.partition = ${partition} and t.type = r.type and t.window_start = r."windowStart"`,
    'objects',
  );
  return rows.map(({ type, start, version, value }) => ({
    type,
    windowStart: Math.round(start),
    version,
    value: value ?? undefined,
  }));
}

export interface StoredFinding {
  readonly finding: FindingBody;
  /** The value that `commitTurn` stored. */
  readonly memory: Uint8Array | undefined;
}

/** The stored state of these findings, by id. */
export async function storedFindings(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, StoredFinding>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select({ finding: findings.body, memory: findings.memory })
    .from(findings)
    .where(inArray(findings.id, [...ids]));
  return new Map(rows.map(({ finding, memory }) => [finding.id, { finding, memory: memory ?? undefined }]));
}

/** By `countedKey`, what findings already count of each observation. A closed window has none. */
export async function contributionsOf(
  db: Db,
  partition: string,
  keys: readonly { readonly findingId: string; readonly key: string }[],
): Promise<ReadonlyMap<string, Contribution>> {
  if (keys.length === 0) return new Map();
  const rows = await db.execute<{ id: string; key: string; count: number; tallies: Contribution['tallies'] }>(
    sql`
    select o.finding_id as id, o.key, o.count::float8 as count, o.tallies
    from json_to_recordset(${toJson(keys)}::json) as r("findingId" text, key text)
    join observations o on o.finding_id = r."findingId" and o.partition = ${partition} and o.key = r.key`,
    'objects',
  );
  return new Map(rows.map(({ id, key, count, tallies }) => [countedKey(id, key), { count, tallies }]));
}
