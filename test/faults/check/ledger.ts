import type { Db } from '#db/client.ts';
import { logObjects } from '#db/schema/log-objects.ts';
import type { LogObjectRow } from '#db/queries/log-objects.ts';

/** The ledger, by bucket, key and etag. */
export async function ledgerOf(db: Db): Promise<ReadonlyMap<string, LogObjectRow>> {
  const rows = await db.select().from(logObjects);
  return new Map(rows.map((row) => [nameOf(row), row]));
}

export function nameOf({ bucket, key, etag }: Pick<LogObjectRow, 'bucket' | 'key' | 'etag'>): string {
  return `${bucket}/${key} ${etag}`;
}
