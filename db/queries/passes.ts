import { max } from 'drizzle-orm';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { passes } from '../schema/passes.ts';

/** Remembers that a pass over the organization is complete. */
export async function putPass(
  db: Db,
  { organizationId, ...times }: { readonly organizationId: string; readonly startedAt: Date; readonly endedAt: Date },
): Promise<void> {
  await db
    .insert(passes)
    .values({ organizationId, ...times })
    .onConflictDoUpdate({ target: passes.organizationId, set: times });
}

/**
 * When the last complete pass ended. A pass covers the whole organization, so viewers with a narrower scope get
 * undefined.
 */
export async function lastPassEnd(db: Db, scope: ViewerScope): Promise<Date | undefined> {
  if (scope.kind !== 'everything') return undefined;
  const [row] = await db.select({ endedAt: max(passes.endedAt) }).from(passes);
  return row?.endedAt ?? undefined;
}
