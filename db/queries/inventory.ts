import { hash } from 'node:crypto';
import { and, gt, gte, inArray, isNotNull, sql } from 'drizzle-orm';
import type { FindingBody } from '#services/model/finding.ts';
import type { Fact, FactKey, InterfaceDetails } from '#services/model/inventory.ts';
import type { MemberAddresses } from '#services/model/member-account.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { inventoryVersions } from '../schema/inventory.ts';

/** Asks what was known about a resource at a time, in ms since the epoch. */
export interface FactQuestion extends FactKey {
  readonly time: number;
}

/** For each question: the newest fact up to that time, and the oldest fact of all. */
export async function factsAbout(db: Db, questions: readonly FactQuestion[]): Promise<readonly Fact[]> {
  if (questions.length === 0) return [];
  const asked = questions.map(({ time, ...key }) => ({ ...key, time: new Date(time) }));
  const columns = sql`i.account_id, i.region, i.member, i.alias, i.since, i.details, i.taught_by`;
  const same = sql`(i.account_id, i.region, i.member, i.alias) = (r."accountId", r.region, r.member, r.alias)`;
  const rows = await db.execute<Omit<Fact, 'since'> & { since: number }>(
    sql`
    select f.account_id as "accountId", f.region, f.member, f.alias,
      extract(epoch from f.since)::float8 * 1000 as since, f.details, f.taught_by as "taughtBy"
    from json_to_recordset(${toJson(asked)}::json) as r(
      "accountId" text, region text, member text, alias text, time timestamptz)
    cross join lateral (
      (select ${columns} from inventory i where ${same} and i.since <= r.time order by i.since desc limit 1)
      union
      (select ${columns} from inventory i where ${same} order by i.since limit 1)) as f`,
    'objects',
  );
  return rows.map((row) => ({ ...row, since: Math.round(row.since) }));
}

/** The versions of accounts' inventories; an account without facts has none. */
export async function inventoryVersionsOf(db: Db, accountIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (accountIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(inventoryVersions)
    .where(and(inArray(inventoryVersions.accountId, [...accountIds]), gt(inventoryVersions.version, 0)));
  return new Map(rows.map(({ accountId, version }) => [accountId, version]));
}

/**
 * Locks the inventories of accounts to the end of the transaction. Writers of findings share the lock of an account;
 * writers of facts hold it alone. So of a finding and a fact that describes it, the later transaction sees the earlier
 * one.
 */
export async function lockInventory(tx: Db, accounts: ReadonlyMap<string, 'shared' | 'alone'>): Promise<void> {
  // Always in the same order, so that two transactions never wait for each other.
  for (const [accountId, how] of [...accounts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    await tx.execute(
      how === 'alone'
        ? sql`select pg_advisory_xact_lock(hashtextextended(${`inventory ${accountId}`}, 0))`
        : sql`select pg_advisory_xact_lock_shared(hashtextextended(${`inventory ${accountId}`}, 0))`,
    );
}

/**
 * Writes facts; known ones change nothing. Of two facts of one time the one that `FactBook` would keep stays. Needs the
 * exclusive lock of the accounts' inventories.
 *
 * @param facts at most one for a resource and time
 * @returns the resources about which more is known now
 */
export async function putFacts(tx: Db, facts: readonly Fact[], now: Date): Promise<readonly FactKey[]> {
  if (facts.length === 0) return [];
  const before = await inventoryVersionsOf(tx, [...new Set(facts.map(({ accountId }) => accountId))]);
  const rows = facts.map(({ since, ...fact }) => ({
    ...fact,
    since: new Date(since),
    version: 1 + (before.get(fact.accountId) ?? 0),
  }));
  const outweighs = sql`(excluded.taught_by = 'call' and (o.taught_by = 'record' or o.details <> excluded.details)
    or (o.taught_by, excluded.taught_by) = ('record', 'record') and excluded.details::text collate "C" > o.details::text collate "C")`;
  const written = await tx.execute<FactKey & { version: number; asked: number }>(
    sql`
    with r as (
      select * from json_to_recordset(${toJson(rows)}::json) as r(
        "accountId" text, region text, member text, alias text, since timestamptz, details jsonb,
        "taughtBy" text, version int)),
    written as (
      insert into inventory as o (account_id, region, member, alias, since, details, taught_by, version, learned_at)
      select "accountId", region, member, alias, since, details, "taughtBy", version, ${now.toISOString()}::timestamptz
      from r order by 1, 2, 3, 4, 5
      on conflict (account_id, region, member, alias, since) do update set
        details = case when ${outweighs} then excluded.details else o.details end,
        taught_by = case when ${outweighs} then excluded.taught_by else o.taught_by end,
        version = case when ${outweighs} then excluded.version else o.version end,
        learned_at = excluded.learned_at
      where ${outweighs} or o.learned_at < excluded.learned_at - interval '1 day'
      returning account_id, region, member, alias, version)
    select w.account_id as "accountId", w.region, w.member, w.alias, w.version from written w`,
    'objects',
  );
  const changed = written.filter(({ accountId, version }) => version > (before.get(accountId) ?? 0));
  const versions = new Map(changed.map(({ accountId, version }) => [accountId, version]));
  if (versions.size > 0)
    await tx
      .insert(inventoryVersions)
      .values([...versions].map(([accountId, version]) => ({ accountId, version })))
      .onConflictDoUpdate({ target: inventoryVersions.accountId, set: { version: sql`excluded.version` } });
  return changed.map(({ accountId, region, member, alias }) => ({ accountId, region, member, alias }));
}

/** Those of these accounts whose inventory was not read since a time. */
export async function unreadSince(db: Db, accountIds: readonly string[], since: Date): Promise<readonly string[]> {
  if (accountIds.length === 0) return [];
  const read = await db
    .select({ id: inventoryVersions.accountId })
    .from(inventoryVersions)
    .where(and(inArray(inventoryVersions.accountId, [...accountIds]), gte(inventoryVersions.readAt, since)));
  const known = new Set(read.map(({ id }) => id));
  return accountIds.filter((id) => !known.has(id));
}

/** Remembers that the inventory of an account was read. */
export async function putRead(db: Db, accountId: string, now: Date): Promise<void> {
  await db
    .insert(inventoryVersions)
    .values({ accountId, version: 0, readAt: now })
    .onConflictDoUpdate({ target: inventoryVersions.accountId, set: { readAt: now } });
}

/**
 * The private addresses in an account and Region under which facts are stored, and the interface that had each last;
 * none where the address was released.
 */
export async function heldAddresses(
  db: Db,
  accountId: string,
  region: string,
): Promise<readonly { readonly alias: string; readonly since: number; readonly interfaces: readonly string[] }[]> {
  const rows = await db.execute<{ alias: string; since: number; interfaces: readonly (string | null)[] }>(
    sql`
    select distinct on (i.alias) i.alias, extract(epoch from i.since)::float8 * 1000 as since,
      jsonb_path_query_array(i.details, '$.networkInterfaces[*].networkInterfaceId') as interfaces
    from inventory i
    where i.account_id = ${accountId} and i.region = ${region} and i.member = 'instanceDetails' and i.alias like 'vpc-%/%'
    order by i.alias, i.since desc`,
    'objects',
  );
  return rows.map(({ alias, since, interfaces }) => ({
    alias,
    since: Math.round(since),
    interfaces: interfaces.filter((id) => id !== null),
  }));
}

/** Names the state of what `memberAddresses` and `interfacesIn` read. */
export const ADDRESSES_STATE = sql`
  select concat(count(read_at), ' ', sum(extract(epoch from read_at))) from inventory_versions`;

/**
 * The public addresses that interfaces of accounts had when AWS was last asked. An interface that was not listed within
 * the last two days has none any more.
 */
export async function memberAddresses(db: Db): Promise<MemberAddresses | undefined> {
  const [read] = await db.select().from(inventoryVersions).where(isNotNull(inventoryVersions.readAt)).limit(1);
  if (read === undefined) return undefined;
  const rows = await db.execute<{ address: string; account: string }>(
    sql`
    select distinct on (a.address) a.address, a.account_id as account from (
      select i.account_id, i.since,
        jsonb_path_query(i.details, '$.networkInterfaces[*].publicIp') #>> '{}' as address
      from inventory i join inventory_versions v on v.account_id = i.account_id
      where i.member = 'instanceDetails' and i.taught_by = 'call' and i.alias like 'eni-%'
        and i.learned_at >= v.read_at - interval '2 days') as a
    order by a.address, a.since desc, a.account_id`,
    'objects',
  );
  const owners = new Map(rows.map(({ address, account }) => [address, account]));
  return { version: hash('sha256', JSON.stringify([...owners])), owners };
}

/** The interfaces of an account and Region, by id, as AWS last described them, if within the last two days. */
export async function interfacesIn(
  db: Db,
  accountId: string,
  region: string,
): Promise<ReadonlyMap<string, InterfaceDetails>> {
  const rows = await db.execute<{ id: string; details: InterfaceDetails }>(
    sql`
    select distinct on (i.alias) i.alias as id, n.details
    from inventory i join inventory_versions v on v.account_id = i.account_id
    cross join lateral jsonb_path_query(i.details, '$.networkInterfaces[*]') as n(details)
    where i.account_id = ${accountId} and i.region = ${region} and i.member = 'instanceDetails' and i.taught_by = 'call'
      and i.alias like 'eni-%' and n.details ->> 'networkInterfaceId' = i.alias
      and i.learned_at >= v.read_at - interval '2 days'
    order by i.alias, i.since desc`,
    'objects',
  );
  return new Map(rows.map(({ id, details }) => [id, details]));
}

/** A finding in its stored form. */
export interface NamingFinding {
  readonly finding: FindingBody;
  readonly memory: Uint8Array | undefined;
}

/** The stored findings that name any of these resources. */
export async function findingsNaming(tx: Db, keys: readonly FactKey[]): Promise<readonly NamingFinding[]> {
  if (keys.length === 0) return [];
  const rows = await tx.execute<{ body: FindingBody; memory: Uint8Array | null }>(
    sql`
    with r as (
      select "accountId" as account_id, region, array_agg(distinct alias) as aliases
      from json_to_recordset(${toJson(keys)}::json) as r("accountId" text, region text, alias text) group by 1, 2)
    select f.body, f.memory from findings f
    where exists (select from r where f.account_id = r.account_id and r.region in ('', f.region)
      and (f.resource_id = any(r.aliases) or f.further_aliases && r.aliases))
      and f.account_id in (select account_id from r)`,
    'objects',
  );
  return rows.map(({ body, memory }) => ({ finding: body, memory: memory ?? undefined }));
}
