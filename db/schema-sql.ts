import { sql } from 'drizzle-orm';
import type { Db } from './client.ts';

/**
 * Tables, sequences, functions and triggers after all migrations, read from the catalogue: reviewers see there what a
 * migration changes.
 */
export async function schemaSql(db: Db): Promise<string> {
  const tables = await db.execute<{ name: string; lines: readonly string[]; indexes: readonly string[] }>(
    sql`
    select c.relname as name,
      (select json_agg(line order by place) from (
        select a.attnum as place,
          a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end ||
          coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
        from pg_attribute a left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        union all
        select 10000 + row_number() over (order by contype desc, conname), 'constraint ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint where conrelid = c.oid and contype in ('p', 'u', 'f', 'c')) as parts) as lines,
      (select coalesce(json_agg(pg_get_indexdef(i.indexrelid) order by pg_get_indexdef(i.indexrelid)), '[]')
        from pg_index i where i.indrelid = c.oid
          and not exists (select from pg_constraint where conindid = i.indexrelid and conrelid = c.oid)) as indexes
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    order by c.relname`,
    'objects',
  );
  const statements = tables.flatMap(({ name, lines, indexes }) => [
    `create table ${name} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n);`,
    ...indexes.map((index) => `${index};`),
  ]);
  const others = await db.execute<{ statement: string }>(
    sql`
    select 'create sequence ' || sequencename as statement from pg_sequences where schemaname = 'public'
    union all (
      select replace(pg_get_statisticsobjdef(oid), 'public.', '') from pg_statistic_ext order by stxname)
    union all (
      select replace(pg_get_functiondef(oid), 'public.', '') from pg_proc
      where pronamespace = 'public'::regnamespace order by proname)
    union all (
      select replace(pg_get_triggerdef(t.oid), 'public.', '') from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and c.relnamespace = 'public'::regnamespace order by t.tgname)`,
    'objects',
  );
  statements.push(...others.map(({ statement }) => `${statement.trim()};`));
  return `-- Made by "npm run generate" from the migrations. Do not edit.\n\n${statements.join('\n\n')}\n`;
}
