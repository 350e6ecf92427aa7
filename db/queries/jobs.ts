import { sql } from 'drizzle-orm';
import type { ViewerScope } from '#services/model/viewer.ts';
import type { Db } from '../client.ts';

export interface JobCount {
  readonly job: string;
  readonly state: 'waiting' | 'running';
  readonly jobs: number;
}

/**
 * The jobs in the queue that are due or running, by queue, including queues without any. Jobs concern the whole
 * organization, so viewers with a narrower scope get none.
 */
export async function jobCounts(db: Db, scope: ViewerScope, now: Date): Promise<readonly JobCount[]> {
  if (scope.kind !== 'everything') return [];
  return db.execute<{ job: string; state: JobCount['state']; jobs: number }>(
    sql`
    with counted as (
      select name, case when state = 'active' then 'running' else 'waiting' end as state, count(*)::int as jobs
      from pgboss.job
      where state = 'active' or (state < 'active' and start_after <= ${now.toISOString()}::timestamptz)
      group by 1, 2
    )
    select name as job, state, coalesce(jobs, 0) as jobs
    from pgboss.queue cross join (values ('running'), ('waiting')) as states (state) left join counted using (name, state)
    order by 1, 2`,
    'objects',
  );
}
