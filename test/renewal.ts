import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '#db/client.ts';

/**
 * Resets a database that a test has written to. A new database would cost a hundred times as much: it is a thousand
 * files, and hardly any table has a row.
 */

/** Name of the connections that stay open from one test to the next. */
export const OURS = 'kept-open';

const OTHERS_COUNT = z.tuple([z.object({ others: z.int() })]);
const SHAPE = z.array(z.object({ shape: z.string() }));

/**
 * Saves the few rows that migrations and the queue wrote, and the start of each sequence. Call it while the database is
 * new.
 */
export async function keep(db: Db): Promise<void> {
  await db.execute(KEEP);
  await db.execute(sql`create table kept.shape as ${shape}`);
}

/** Resets the database. @returns false when that is impossible: a test changed tables, or has a connection open */
export async function renew(db: Db): Promise<boolean> {
  const [now] = SHAPE.parse(await db.execute(shape, 'objects'));
  const [kept] = SHAPE.parse(await db.execute(sql`select shape from kept.shape`, 'objects'));
  if (now?.shape !== kept?.shape || (await others(db)) > 0) return false;
  await db.execute(restoring('public', 'pgboss'));
  return true;
}

/** How many connections there are, besides those that stay open. */
export async function others(db: Db): Promise<number> {
  return OTHERS_COUNT.parse(await db.execute(OTHERS, 'objects'))[0].others;
}

/**
 * Resets the tables of the service between two tests of a file; the queue keeps its own. Ten times as quick as
 * `truncate`, which replaces all files of a table and makes the server plan each query again.
 */
export async function empty(db: Db): Promise<void> {
  await db.execute(restoring('public'));
}

/** A hash over all tables, columns, indexes, constraints, triggers and functions. */
const shape = sql`
  select md5(string_agg(part, ' ' order by part)) as shape from (
    select format('%s %s %s', relnamespace::regnamespace, relname, relnatts) from pg_class
      where relkind in ('r', 'p', 'i', 'S', 'v', 'm') and relnamespace::regnamespace::text in ('public', 'pgboss')
    union all select format('%s %s', conname, conrelid::regclass) from pg_constraint
    union all select format('%s %s %s', tgname, tgrelid::regclass, tgenabled) from pg_trigger
    union all select format('%s', oid) from pg_proc where pronamespace::regnamespace::text in ('public', 'pgboss')
  ) parts (part)`;

const OTHERS = sql`select count(*)::int as others from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and application_name <> ${OURS}`;

const KEEP = sql`do $$
declare
  made record;
  filled boolean;
begin
  create schema kept_rows;
  create schema kept;
  create table kept.sequences as select schemaname, sequencename, last_value from pg_sequences
    where schemaname in ('public', 'pgboss');
  for made in select schemaname, tablename from pg_tables where schemaname in ('public', 'pgboss') loop
    execute format('select exists (select from %I.%I)', made.schemaname, made.tablename) into filled;
    if filled then
      execute format('create table kept_rows.%I as table %I.%I', format('%I.%I', made.schemaname, made.tablename),
        made.schemaname, made.tablename);
    end if;
  end loop;
end $$`;

function restoring(...schemas: readonly string[]): SQL {
  const within = `in (${schemas.map((schema) => `'${schema}'`).join(', ')})`;
  return sql.raw(`do $$
declare name text;
begin
  -- What is to be the same for ever has triggers that refuse this.
  set local session_replication_role = replica;
  for name in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname ${within} loop
    execute 'delete from ' || name;
  end loop;
  for name in select tablename from pg_tables
    where schemaname = 'kept_rows' and split_part(tablename, '.', 1) ${within} loop
    execute format('insert into %s table kept_rows.%I', name, name);
  end loop;
  perform setval(format('%I.%I', schemaname, sequencename), coalesce(last_value, 1), last_value is not null)
    from kept.sequences where schemaname ${within};
end $$`);
}
