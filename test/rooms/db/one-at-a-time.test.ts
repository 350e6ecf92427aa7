import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { openClaims } from '#db/claims.ts';
import { openDatabase } from '#db/client.ts';
import { createDatabase } from '../../databases.ts';

// In its next version, the driver treats a query on a busy connection as an error.

afterEach(() => vi.restoreAllMocks());

/** Counts queries that connections have not answered yet. @returns the maximum of one connection */
function watched(): () => number {
  const asked = new Map<unknown, number>();
  let most = 0;
  const query = Client.prototype.query;
  vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: Parameters<typeof query>) {
    const count = (by: number) => asked.set(this, (asked.get(this) ?? 0) + by);
    count(1);
    most = Math.max(most, asked.get(this) ?? 0);
    const answer: unknown = Reflect.apply(query, this, args);
    void Promise.resolve(answer)
      .catch(() => undefined)
      .then(() => count(-1));
    return answer;
  });
  return () => most;
}

test.runIf(inject('postgresUrl') !== undefined)('connections are asked one question at a time', async () => {
  await using stack = new AsyncDisposableStack();
  const most = watched();
  const database = stack.adopt(await openDatabase(await createDatabase()), (opened) => opened.close());
  const claims = stack.adopt(
    openClaims(database, () => {}),
    (opened) => opened.close(),
  );
  const held = Promise.all(['a', 'b', 'c', 'd'].map((id) => claims.hold(id)));
  const costs = await Promise.all(
    [database.bounded, database.bounded, database.bounded, database.db].map((db) =>
      db.execute<{ cost: string }>(sql`select current_setting('random_page_cost') as cost`, 'objects'),
    ),
  );
  // Each connection for API callers has its settings before its first query.
  expect(costs.flat().map(({ cost }) => cost)).toEqual(['1.1', '1.1', '1.1', '4']);
  for (const release of await held) release();
  await claims.hold('e');
  expect(most()).toBe(1);
});
