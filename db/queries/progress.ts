import { and, lte, min, sql } from 'drizzle-orm';
import { EVERYTHING } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';
import { logObjects } from '../schema/log-objects.ts';
import { lastPassEnd } from './passes.ts';

/** How far the work of all processes has come. */
export interface Progress {
  /** Since when the log object that waits longest is due; undefined when none is. */
  readonly dueSince: Date | undefined;
  readonly lastPassEnd: Date | undefined;
}

export async function progress(db: Db, now: Date): Promise<Progress> {
  const [due] = await db
    .select({ since: min(logObjects.nextAttemptAt) })
    .from(logObjects)
    // The state is part of the text: a plan for any state could not use the index of pending objects.
    .where(and(sql`${logObjects.state} = 'pending'`, lte(logObjects.nextAttemptAt, now)));
  return { dueSince: due?.since ?? undefined, lastPassEnd: await lastPassEnd(db, EVERYTHING) };
}
