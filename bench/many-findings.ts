import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { settleCounts } from '#db/queries/settle-counts.ts';
import { countFindings } from '#db/queries/statistics.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { SSH_BRUTE_FORCE } from '../test/formats/findings.ts';

const CHUNK = 50_000;

/** Ensures that the database has this many findings; those of an earlier run count. */
export async function keepFindings(db: Db, rows: number): Promise<void> {
  const kept = await countFindings(db, EVERYTHING, {});
  if (kept !== rows) {
    await db.execute(sql`truncate findings cascade`);
    await manyFindings(db, rows);
  }
  // As a service does: earlier runs may have changed findings.
  await settleCounts(db);
  await db.execute(sql`vacuum analyze findings`);
  await db.execute(sql`vacuum analyze finding_groups`);
}

/**
 * Findings of an organization over a long time: 500 accounts, 40 types, 17 Regions, a year. Created inside the database
 * from one body, with changes to the fields that lists use.
 */
async function manyFindings(db: Db, rows: number): Promise<void> {
  const body = JSON.stringify(SSH_BRUTE_FORCE);
  for (let from = 0; from < rows; from += CHUNK) {
    const to = Math.min(rows, from + CHUNK) - 1;
    await db.execute(sql`
      with made as (
        select n, hashint4(n) as h,
          to_char(timestamp '2026-01-01' + n * interval '31 seconds', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
        from generate_series(${from}::int, ${to}::int) as n
      )
      insert into findings (id, disposition, body) select
        md5(n::text),
        jsonb_build_object('archived', n % 3 > 0, 'status', case when n % 3 > 0 then 'ARCHIVED' else 'NEW' end),
        ${body}::jsonb || jsonb_build_object(
          'id', md5(n::text),
          'type', 'Recon:EC2/Bench' || abs(h % 40),
          'accountId', lpad((100000000000 + abs(h % 500))::text, 12, '0'),
          'region', 'eu-west-' || abs(h % 17),
          'severity', (array[2, 2, 2, 5, 5, 8, 8, 9])[1 + abs(h / 7 % 8)],
          'createdAt', at,
          'updatedAt', at,
          'service', ${body}::jsonb -> 'service' || jsonb_build_object('eventFirstSeen', at, 'eventLastSeen', at),
          'description', 'Somebody at 192.0.2.' || abs(h % 250) || ' knocks at the instance i-' || abs(h % 20000) || '.',
          'resource', ${body}::jsonb -> 'resource' || jsonb_build_object('id', 'i-' || abs(h % 20000))
        )
      from made`);
  }
}
