import { and, eq, inArray, sql } from 'drizzle-orm';
import type { KeptRecord } from '#services/model/evidence.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { findings } from '../schema/findings.ts';
import { keptRecords } from '../schema/kept-records.ts';
import { within } from './scope.ts';

/** The raw records that are kept with a finding. */
export interface RecordsOfFinding {
  readonly findingId: string;
  readonly records: readonly KeptRecord[];
}

/** The records kept with a finding, in order of time; none when the viewer may not see it. */
export async function recordsKeptWith(db: Db, scope: ViewerScope, id: string): Promise<readonly KeptRecord[]> {
  const [row] = await db
    .select({ records: keptRecords.records })
    .from(keptRecords)
    .innerJoin(findings, eq(findings.id, keptRecords.findingId))
    .where(and(within(scope, findings.accountId), eq(findings.id, id)));
  return row?.records ?? [];
}

/** By the finding's id, what turns have kept with findings before. */
export async function recordsKeptBefore(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly KeptRecord[]>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .select()
    .from(keptRecords)
    .where(inArray(keptRecords.findingId, [...ids]));
  return new Map(rows.map(({ findingId, records }) => [findingId, records]));
}

/** Keeps records with findings, instead of what was kept with them before. */
export async function putKeptRecords(tx: Db, kept: readonly RecordsOfFinding[]): Promise<void> {
  if (kept.length === 0) return;
  await tx.execute(sql`
    insert into kept_records (finding_id, records)
    select "findingId", records from json_to_recordset(${toJson(kept)}::json) as r("findingId" text, records jsonb)
    on conflict (finding_id) do update set records = excluded.records`);
}
