import { sql } from 'drizzle-orm';
import type { Fact, FactKey } from '#services/model/inventory.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { days } from '#services/model/time.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { lockInventory } from './inventory.ts';
import { resolveGone } from './resolve-gone.ts';
import { putEnds } from './resource-ends.ts';

/** Stands in for the API call that ended a resource, where none is known. */
const LISTED_NO_MORE = 'AWS no longer lists it';

/** AWS's listings may lag by minutes. A resource that was listed neither for this long nor now is gone. */
const ABSENT_FOR_MS = days(2);

/** What one account has in one Region, as AWS listed it. */
export interface WholeListing extends Pick<Fact, 'accountId' | 'region'> {
  /** Kinds of resources that were listed completely, without a refusal. */
  readonly members: readonly Fact['member'][];
  /** Ids of the listed resources. */
  readonly aliases: readonly string[];
  /** When AWS was asked, in ms since the epoch. */
  readonly at: number;
}

/**
 * Remembers that resources are gone when AWS no longer lists them, and takes that back when they are listed again. Only
 * resources of findings in sight are looked for.
 */
export async function resolveAbsent(db: Db, listing: WholeListing, now: Date): Promise<void> {
  const absent = await absentOf(db, listing);
  const { accountId, region, at, aliases } = listing;
  const missed = await db.execute(
    sql`select from resource_ends where account_id = ${accountId} and region = ${region} and call = ${LISTED_NO_MORE} limit 1`,
    'objects',
  );
  // In most places nothing changed: those need no transaction.
  if (absent.length === 0 && missed.length === 0) return;
  await db.transaction(async (tx) => {
    await lockInventory(tx, new Map([[accountId, 'alone']]));
    const back = await tx.execute<Pick<ResourceEnd, 'id' | 'member'>>(
      sql`delete from resource_ends where account_id = ${accountId} and region = ${region} and call = ${LISTED_NO_MORE}
        and id in (select json_array_elements_text(${toJson(aliases)}::json)) returning id, member`,
      'objects',
    );
    const place = { accountId, region, at, call: LISTED_NO_MORE, by: '' };
    // The id of an instance is never reused, so this end cannot be meant for another one.
    const ends = absent.map(({ member, alias: id }) => ({
      ...place,
      id,
      member: member === 'instanceDetails' ? '' : member,
    }));
    await putEnds(tx, ends);
    await resolveGone(tx, [...back.map((end) => ({ ...place, ...end })), ...ends], now);
  });
}

/** Resources of findings in sight that AWS listed until two days ago and does not list now. */
async function absentOf(
  db: Db,
  { accountId, region, members, aliases, at }: WholeListing,
): Promise<readonly Pick<FactKey, 'member' | 'alias'>[]> {
  if (members.length === 0) return [];
  const rows = await db.execute<Pick<FactKey, 'member' | 'alias'>>(
    sql`
    with known as (
      select member, alias from inventory
      where account_id = ${accountId} and region = ${region} and taught_by = 'call'
        and member in (select json_array_elements_text(${toJson(members)}::json))
        and (member <> 'instanceDetails' or alias like 'i-%')
      group by 1, 2
      having max(learned_at) < ${new Date(at - ABSENT_FOR_MS).toISOString()}::timestamptz
        -- Where a record says who ended it, no list says so again, and better of nobody.
        and not exists (select from resource_ends e where e.account_id = ${accountId} and e.region = ${region}
          and e.id = inventory.alias and e.ended_by <> '' and e.ended_at >= max(inventory.learned_at)))
    select member, alias from known
    where exists (select from findings f where f.resource_id = known.alias and f.account_id = ${accountId} and not f.archived)
    order by 1, 2`,
    'objects',
  );
  const held = new Set(aliases);
  return rows.filter(({ alias }) => !held.has(alias));
}
