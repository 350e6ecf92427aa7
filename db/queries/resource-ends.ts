import { sql } from 'drizzle-orm';
import type { FindingBody } from '#services/model/finding.ts';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';

/**
 * Remembers that resources are gone. Needs the exclusive lock of the accounts' inventories.
 *
 * @param ends at most one for a resource
 */
export async function putEnds(tx: Db, ends: readonly ResourceEnd[]): Promise<void> {
  if (ends.length === 0) return;
  const rows = ends.map(({ at, ...end }) => ({ ...end, at: new Date(at) }));
  await tx.execute(sql`
    insert into resource_ends as e (account_id, region, member, id, ended_at, call, ended_by)
    select "accountId", region, member, id, at, call, by
    from json_to_recordset(${toJson(rows)}::json) as r(
      "accountId" text, region text, member text, id text, at timestamptz, call text, by text)
    order by 1, 4, 2, 3
    on conflict (account_id, id, region, member) do update
    set ended_at = excluded.ended_at, call = excluded.call, ended_by = excluded.ended_by
    where e.ended_at < excluded.ended_at`);
}

/** A function that tells, finding by finding, what is known about the end of its resource: of several ends the last. */
export async function endsOf(
  db: Db,
  findings: readonly Pick<FindingBody, 'accountId' | 'resource'>[],
): Promise<(finding: Pick<FindingBody, 'accountId' | 'region' | 'resource'>) => readonly ResourceEnd[]> {
  if (findings.length === 0) return () => [];
  const asked = findings.map(({ accountId, resource: { id } }) => ({ accountId, id }));
  const rows = await db.execute<Omit<ResourceEnd, 'at'> & { at: number }>(
    sql`
    select distinct e.account_id as "accountId", e.region, e.member, e.id, e.call, e.ended_by as by,
      extract(epoch from e.ended_at)::float8 * 1000 as at
    from json_to_recordset(${toJson(asked)}::json) as r("accountId" text, id text)
    join resource_ends e on e.account_id = r."accountId" and e.id = r.id`,
    'objects',
  );
  const known = Map.groupBy(
    rows.map((row) => ({ ...row, at: Math.round(row.at) })),
    ({ accountId, id }) => `${accountId} ${id}`,
  );
  return ({ accountId, resource: { id } }) => known.get(`${accountId} ${id}`) ?? [];
}
