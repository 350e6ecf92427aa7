import { sql, type AnyColumn, type SQL } from 'drizzle-orm';
import type { ViewerScope } from '#services/model/viewer.ts';
import { accounts } from '../schema/accounts.ts';

/**
 * The condition that rows belong to accounts within a scope; undefined when the scope is everything. Rows without an
 * account are visible to that scope only. The accounts below a unit are those of the last listing, looked up once a
 * statement.
 */
export function within(scope: ViewerScope, accountId: AnyColumn | SQL): SQL | undefined {
  if (scope.kind === 'everything') return undefined;
  const { id, organizationalUnits } = accounts;
  return sql`${accountId} = any(array(
    select * from ${texts(scope.accounts)} union
    select ${id} from ${accounts} where ${organizationalUnits} ?| array(select * from ${texts(scope.organizationalUnits)})))`;
}

/** Any number of values, passed as one parameter. */
function texts(values: readonly string[]): SQL {
  return sql`jsonb_array_elements_text(${JSON.stringify(values)}::jsonb)`;
}
