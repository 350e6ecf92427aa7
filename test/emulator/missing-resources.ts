import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { SSH_BRUTE_FORCE } from '../formats/findings.ts';

/**
 * Resources that an account had, and one role that it still has. Each has a finding that is resolved when the resource
 * is gone.
 */
const HAD = [
  { member: 'instanceDetails', id: 'i-0missing', inRegion: true, resource: { instanceDetails: {} } },
  { member: 'lambdaDetails', id: 'gone', inRegion: true, resource: { lambdaDetails: { functionName: 'gone' } } },
  {
    member: 's3BucketDetails',
    id: 'gone-bucket',
    inRegion: false,
    resource: { s3BucketDetails: [{ name: 'gone-bucket' }] },
  },
  { member: 'iamRoleDetails', id: 'runner', inRegion: false, resource: { iamRoleDetails: { roleName: 'runner' } } },
];
const TYPE = 'Policy:S3/Left';

/** Stores facts that say that AWS listed the resources at a time, and the findings about them. */
export async function keepMissing(db: Db, accountId: string, region: string, at: Date): Promise<void> {
  const since = at.toISOString();
  for (const [n, { member, id, inRegion, resource }] of HAD.entries()) {
    await db.execute(sql`
      insert into inventory (account_id, region, member, alias, since, details, taught_by, version, learned_at)
      values (${accountId}, ${inRegion ? region : ''}, ${member}, ${id}, ${since}, '{}', 'call', 1, ${since})`);
    const body = {
      ...SSH_BRUTE_FORCE,
      id: String(n).padStart(32, '0'),
      accountId,
      region,
      type: TYPE,
      resource: { id, resourceType: 'AccessKey', ...resource },
    };
    await db.execute(sql`insert into findings (id, body) values (${body.id}, ${JSON.stringify(body)}::jsonb)`);
  }
}

/** The resources that are considered gone. */
export async function missingResolved(db: Db): Promise<readonly string[]> {
  const order = { by: 'severity', descending: true } as const;
  const rows = await findingsPage(db, EVERYTHING, { statuses: ['RESOLVED'], types: [TYPE] }, order, { limit: 9 });
  return rows.map(({ finding }) => finding.resource.id).toSorted();
}
