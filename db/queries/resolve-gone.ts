import { isDeepStrictEqual } from 'node:util';
import { sql } from 'drizzle-orm';
import type { ResourceEnd } from '#services/model/resource-end.ts';
import type { Db } from '../client.ts';
import { toJson } from '../json.ts';
import { appendAudit } from './audit.ts';
import { writeDispositions } from './cases.ts';
import { disposed, holdFindings, told, turnedBy } from './dispositions.ts';

/**
 * Judges stored findings again whose resources are now known to be gone. Needs the exclusive lock of the accounts'
 * inventories: other writers of findings wait, and then see the ends as well.
 */
export async function resolveGone(tx: Db, ends: readonly ResourceEnd[], now: Date): Promise<void> {
  if (ends.length === 0) return;
  const asked = ends.map(({ accountId, id }) => ({ accountId, id }));
  const rows = await tx.execute<{ id: string }>(
    sql`
    select distinct f.id from json_to_recordset(${toJson(asked)}::json) as r("accountId" text, id text)
    join findings f on f.resource_id = r.id and f.account_id = r."accountId"`,
    'objects',
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  const holding = await holdFindings(tx, ids, now);
  const changes = [...holding.held].flatMap(([id, before]) => {
    const disposition = disposed(before.body, before, holding, now);
    return isDeepStrictEqual(told(before.disposition), told(disposition)) ? [] : [{ id, before, disposition }];
  });
  await writeDispositions(tx, changes, now);
  await appendAudit(
    tx,
    changes.flatMap(({ id, before, disposition }) => turnedBy(id, before.disposition, disposition)),
    now,
  );
}
