import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Directory, MemberAccount } from '#services/model/member-account.ts';
import { days } from '#services/model/time.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { accounts } from '../schema/accounts.ts';
import { ADDRESSES_STATE, memberAddresses } from './inventory.ts';
import { within } from './scope.ts';

export type AccountRow = typeof accounts.$inferSelect;

export async function allAccounts(db: Db, scope: ViewerScope): Promise<readonly AccountRow[]> {
  return db.select().from(accounts).where(within(scope, accounts.id)).orderBy(asc(accounts.id));
}

export async function accountsById(db: Db, scope: ViewerScope, ids: readonly string[]): Promise<readonly AccountRow[]> {
  return db
    .select()
    .from(accounts)
    .where(and(within(scope, accounts.id), inArray(accounts.id, [...ids])));
}

/** The organizational units above an account, the nearest first; undefined when no such account is within the scope. */
export async function unitsAbove(
  db: Db,
  scope: ViewerScope,
  accountId: string,
): Promise<readonly string[] | undefined> {
  const [account] = await db
    .select({ units: accounts.organizationalUnits })
    .from(accounts)
    .where(and(within(scope, accounts.id), eq(accounts.id, accountId)));
  return account?.units;
}

/** A name for the state that `directory` reads: while the name stays the same, so does what it reads. */
export const DIRECTORY_STATE = sql<string>`(
  select concat(count(*), ' ', sum(hashtextextended(concat_ws(' ', id, organizational_units, listed_at), 0)), ' ', (${ADDRESSES_STATE}))
  from accounts)`;

/** By database, the directory that was read last, and the name of the state that it was read in. */
const lastDirectories = new WeakMap<Db, { readonly state: string; readonly directory: Directory }>();

/**
 * The accounts of the latest listing, each with its units, and the accounts that left within the last `LEFT_DAYS`.
 *
 * @param state what `DIRECTORY_STATE` was when the caller read it: the database is asked only when that has changed
 */
export async function directory(db: Db, state?: string): Promise<Directory> {
  const last = lastDirectories.get(db);
  if (last !== undefined && last.state === state) return last.directory;
  // One snapshot, so that the name is of what is read.
  return db.transaction(
    async (tx) => {
      const [row] = await tx.execute<{ state: string }>(sql`select ${DIRECTORY_STATE} as state`, 'objects');
      const read = await readDirectory(tx);
      if (row !== undefined) lastDirectories.set(db, { state: row.state, directory: read });
      return read;
    },
    { isolationLevel: 'repeatable read' },
  );
}

async function readDirectory(tx: Db): Promise<Directory> {
  const rows = await tx
    .select({ id: accounts.id, units: accounts.organizationalUnits, listedAt: accounts.listedAt })
    .from(accounts);
  const last = Math.max(...rows.map(({ listedAt }) => listedAt.getTime()));
  return {
    members: new Map(rows.flatMap(({ id, units, listedAt }) => (listedAt.getTime() === last ? [[id, units]] : []))),
    left: new Set(
      rows.flatMap(({ id, listedAt }) =>
        listedAt.getTime() < last && listedAt.getTime() >= last - days(LEFT_DAYS) ? [id] : [],
      ),
    ),
    addresses: await memberAddresses(tx),
  };
}

/** An account that left counts as known for this long: the access it was given is removed bit by bit. */
const LEFT_DAYS = 30;

/**
 * Stores the latest listing of the organization. Accounts that are no longer in it keep their last state.
 *
 * The members are the accounts with the latest time, so a listing never has an earlier time than the one before.
 * Otherwise, after a clock that was ahead, or with two listings at once, only the accounts that the later one missed
 * would count as members.
 *
 * @returns the accounts that joined since the listing before; none for the first listing
 */
export async function putAccounts(db: Db, listed: readonly MemberAccount[], now: Date): Promise<readonly string[]> {
  // All parts of a statement see the table as it was before it.
  const rows = await db.execute<{ id: string }>(
    sql`
    with put as (
      insert into accounts (id, name, email, status, management, joined_at, listed_at)
      select r.*, greatest(${now.toISOString()}::timestamptz, (select max(listed_at) + interval '1 ms' from accounts))
      from json_to_recordset(${toJson(listed)}::json) as r(
        id text, name text, email text, status text, management boolean, "joinedAt" timestamptz)
      order by id
      on conflict (id) do update set
        name = excluded.name, email = excluded.email, status = excluded.status, management = excluded.management,
        joined_at = excluded.joined_at, listed_at = greatest(accounts.listed_at, excluded.listed_at)
      returning id)
    select id from put
    where exists (select 1 from accounts) and not exists (select 1 from accounts known where known.id = put.id)`,
    'objects',
  );
  return rows.map(({ id }) => id);
}
