import { sql } from 'drizzle-orm';
import { expect, inject, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { createDatabase } from '../../databases.ts';

test.runIf(inject('postgresUrl') !== undefined)('what is asked again and again is prepared', async () => {
  await using stack = new AsyncDisposableStack();
  const opened = await openDatabase(await createDatabase(), { connectionsMax: 1 });
  const { db } = stack.adopt(opened, (database) => database.close());
  const prepared = async () => {
    const rows = await db.execute<{ statement: string }>(
      sql`select statement from pg_prepared_statements order by statement`,
      'objects',
    );
    return rows.map(({ statement }) => statement);
  };
  const ask = (n: number) => db.execute<{ n: number }>(sql`select ${n}::int as n`, 'objects');
  for (const n of [1, 2]) expect(await ask(n)).toEqual([{ n }]);
  expect(await prepared()).toEqual([]);
  for (const n of [3, 4]) expect(await ask(n)).toEqual([{ n }]);
  expect(await prepared()).toEqual(['select $1::int as n']);

  // Of a statement that is asked for the third time in a transaction that failed nothing stays behind.
  const late = () => db.execute<{ n: number }>(sql`select ${5}::int + 1 as n`, 'objects');
  await late();
  await late();
  await expect(
    db.transaction(async (tx) => {
      await tx.execute(sql`select 1 / ${0}::int`).catch(() => undefined);
      await tx.execute(sql`select ${5}::int + 1 as n`);
    }),
  ).rejects.toThrow('Failed query');
  expect(await late()).toEqual([{ n: 6 }]);
  expect(await prepared()).toHaveLength(2);

  // Texts that vary are not prepared, and do not keep others out.
  for (let n = 0; n < 1200; n++) await db.execute(sql.raw(`select ${n}`));
  for (let n = 0; n < 300; n++) await db.execute(sql`select ${n}::int + ${sql.raw(String(n))}`);
  expect(await prepared()).toHaveLength(2);
});
