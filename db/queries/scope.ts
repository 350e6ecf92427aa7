import { sql, type AnyColumn, type SQL } from 'drizzle-orm';
import type { ViewerScope } from '#services/model/viewer.ts';
import { accounts } from '../schema/accounts.ts';

/**
 * The condition that rows are of accounts within a scope; undefined when all are. What is of no account is within no scope
 * but everything. Who is below a unit is what the organization's list last said, looked up once a statement.
 */
export function within(scope: ViewerScope, accountId: AnyColumn | SQL): SQL | undefined {
  if (scope.kind === 'everything') return undefined;
  const { id, organizationalUnits } = accounts;
  return sql`${accountId} = any(array(
    select * from ${texts(scope.accounts)} union
    select ${id} from ${accounts} where ${organizationalUnits} ?| array(select * from ${texts(scope.organizationalUnits)})))`;
}

/** Any number of values as one parameter. */
function texts(values: readonly string[]): SQL {
  return sql`jsonb_array_elements_text(${JSON.stringify(values)}::jsonb)`;
}
