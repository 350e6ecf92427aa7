import { sql } from 'drizzle-orm';
import type { Fact, FactKey } from '#services/model/inventory.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import { days } from '#services/model/time.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { lockInventory } from './inventory.ts';
import { resolveGone } from './resolve-gone.ts';
import { putEnds } from './resource-ends.ts';

/** What stands for the call that ended a resource where none is known. */
const LISTED_NO_MORE = 'AWS lists it no more';

/** A list of AWS may be late by minutes. What was not on it for so long, and is not on it now, is not there. */
const ABSENT_FOR_MS = days(2);

/** What an account said that it has in one place. */
export interface WholeListing extends Pick<Fact, 'accountId' | 'region'> {
  /** Kinds of which all were told, without a refusal. */
  readonly members: readonly Fact['member'][];
  /** What was told, by its ids. */
  readonly aliases: readonly string[];
  /** When it was asked, ms since the epoch. */
  readonly at: number;
}

/**
 * Remembers what is gone because AWS, which listed it before, lists it no more, and takes back what is listed again. Only what a
 * finding in sight is about is looked for.
 */
export async function resolveAbsent(db: Db, listing: WholeListing, now: Date): Promise<void> {
  const absent = await absentOf(db, listing);
  const { accountId, region, at, aliases } = listing;
  const missed = await db.execute(
    sql`select from resource_ends where account_id = ${accountId} and region = ${region} and call = ${LISTED_NO_MORE} limit 1`,
    'objects',
  );
  // Most places are as they were: nobody has to wait for those.
  if (absent.length === 0 && missed.length === 0) return;
  await db.transaction(async (tx) => {
    await lockInventory(tx, new Map([[accountId, 'alone']]));
    const back = await tx.execute<Pick<ResourceEnd, 'id' | 'member'>>(
      sql`delete from resource_ends where account_id = ${accountId} and region = ${region} and call = ${LISTED_NO_MORE}
        and id in (select json_array_elements_text(${toJson(aliases)}::json)) returning id, member`,
      'objects',
    );
    const place = { accountId, region, at, call: LISTED_NO_MORE };
    // Of instances the id is given once and never again, so that no other may be meant.
    const ends = absent.map(({ member, alias: id }) => ({
      ...place,
      id,
      member: member === 'instanceDetails' ? '' : member,
    }));
    await putEnds(tx, ends);
    await resolveGone(tx, [...back.map((end) => ({ ...place, ...end })), ...ends], now);
  });
}

/** What AWS listed until two days ago, is not among what it lists now, and findings in sight are about. */
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
      having max(learned_at) < ${new Date(at - ABSENT_FOR_MS).toISOString()}::timestamptz)
    select member, alias from known
    where exists (select from findings f where f.resource_id = known.alias and f.account_id = ${accountId} and not f.archived)
    order by 1, 2`,
    'objects',
  );
  const held = new Set(aliases);
  return rows.filter(({ alias }) => !held.has(alias));
}
