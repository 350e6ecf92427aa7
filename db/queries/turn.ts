import { inArray, sql } from 'drizzle-orm';
import type { FindingBody } from '#services/model/finding.ts';
import { countedKey, type Contribution } from '#services/model/observation.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { findings } from '../schema/findings.ts';
import type { StoredLevel, StoredProfile } from './profiles.ts';

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

/** Asks what was learned by a profile: about the partition, and about the organization on a range of days. */
export interface KnowledgeKey {
  readonly profile: string;
  /** Days since the epoch. */
  readonly fromDay: number;
  readonly toDay: number;
}

/** What a turn needs besides its objects. */
export interface StoredState {
  readonly tallies: readonly StoredTally[];
  /** By name. */
  readonly profiles: ReadonlyMap<string, StoredProfile>;
  /** By the name of the profile; the latest first. */
  readonly levels: ReadonlyMap<string, readonly StoredLevel[]>;
}

/**
 * The stored tallies of the windows that a turn touches, without the values of versions that the caller has, and what
 * was learned. One statement for all of it: a turn of few records spends most of its time on statements.
 */
export async function storedState(
  db: Db,
  partition: string,
  windows: readonly (TallyKey & { readonly held: string | undefined })[],
  knowledge: readonly KnowledgeKey[] = [],
): Promise<StoredState> {
  if (windows.length === 0) return { tallies: [], profiles: new Map(), levels: new Map() };
  const wanted = windows.map(({ type, windowStart, held }) => ({ type, windowStart: new Date(windowStart), held }));
  const rows = await db.execute<StateRow & Record<string, unknown>>(
    sql`
    with k as (
      select * from json_to_recordset(${toJson(knowledge)}::json) as k(profile text, "fromDay" int, "toDay" int))
    select 'tally' as kind, t.type as name, extract(epoch from t.window_start)::float8 * 1000 as at, t.version,
      case when t.version = r.held then null else t.value end as value
    from json_to_recordset(${toJson(wanted)}::json) as r(type text, "windowStart" timestamptz, held text)
    join tallies t on t.partition = ${partition} and t.type = r.type and t.window_start = r."windowStart"
    union all
    select 'profile', p.name, p.sealed_day, null, p.value
    from k join profiles p on p.partition = ${partition} and p.name = k.profile
    union all
    select 'level', l.name, l.day, null, l.value
    from k join profile_levels l on l.name = k.profile and l.day between k."fromDay" and k."toDay"
    order by kind, name, at desc`,
    'objects',
  );
  const tallies: StoredTally[] = [];
  const profiles = new Map<string, StoredProfile>();
  const levels = new Map<string, StoredLevel[]>();
  for (const { name, at, ...row } of rows)
    if (row.kind === 'tally')
      tallies.push({ type: name, windowStart: Math.round(at), version: row.version, value: row.value ?? undefined });
    else if (row.kind === 'profile') profiles.set(name, { partition, sealedDay: at, value: row.value });
    else levels.set(name, [...(levels.get(name) ?? []), { day: at, value: row.value }]);
  return { tallies, profiles, levels };
}

/** A row of `storedState`: the time of a window in ms, or a day since the epoch. */
type StateRow = { readonly name: string; readonly at: number } & (
  | { readonly kind: 'tally'; readonly version: string; readonly value: Uint8Array | null }
  | { readonly kind: 'profile' | 'level'; readonly value: Uint8Array }
);

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
