import { sql } from 'drizzle-orm';
import { describe, expect, inject, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { createDatabase, openEmbedded } from '../../databases.ts';

const onOneConnection = async () => openDatabase(await createDatabase(), { connectionsMax: 1 });

describe.each([
  ['the embedded database', openEmbedded],
  ...(inject('postgresUrl') === undefined ? [] : [['a server', onOneConnection] as const]),
] as const)('on %s', (_, open) => {
  test('what is asked again and again is prepared', async () => {
    await using stack = new AsyncDisposableStack();
    const { db } = stack.adopt(await open(), (database) => database.close());
    const prepared = async () => {
      const rows = await db.execute<{ statement: string }>(
        sql`select statement from pg_prepared_statements where statement like '% as asked' order by 1`,
        'objects',
      );
      return rows.map(({ statement }) => statement);
    };
    const ask = (n: number | null) => db.execute(sql`select ${n}::int as asked`, 'objects');
    for (const n of [1, 2]) expect(await ask(n)).toEqual([{ asked: n }]);
    expect(await prepared()).toEqual([]);
    for (const n of [3, null]) expect(await ask(n)).toEqual([{ asked: n }]);
    expect(await prepared()).toEqual(['select $1::int as asked']);
    const list = () => db.execute(sql`select ${sql.param([1, 2])}::int[] as list, ${true}::bool as asked`, 'objects');
    for (let n = 0; n < 4; n++) expect(await list()).toEqual([{ list: [1, 2], asked: true }]);

    // A statement that is run for the third time in a failed transaction leaves nothing behind.
    const late = () => db.execute(sql`select ${5}::int + 1 as asked`, 'objects');
    await late();
    await late();
    await expect(
      db.transaction(async (tx) => {
        await tx.execute(sql`select 1 / ${0}::int`).catch(() => undefined);
        await tx.execute(sql`select ${5}::int + 1 as asked`);
      }),
    ).rejects.toThrow('Failed query');
    expect(await late()).toEqual([{ asked: 6 }]);
    expect(await prepared()).toHaveLength(3);

    // Prepared statements run within a transaction too, and are rolled back with it. What runs beside it is not.
    const enter = sql`insert into listings values (${'b'}, gen_random_uuid(), ${'m'}, now())`;
    for (let n = 0; n < 3; n++) await db.execute(enter);
    let beside: Promise<unknown> | undefined;
    await expect(
      db.transaction(async (tx) => {
        beside = db.execute(enter).then(() => undefined);
        await tx.execute(enter);
        expect(await tx.execute(sql`select ${4}::int as asked`, 'objects')).toEqual([{ asked: 4 }]);
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    await beside;
    expect(await db.execute(sql`select count(*)::int as n from listings`, 'objects')).toEqual([{ n: 4 }]);

    // An error says what was wrong, and the next statement is answered.
    const divided = (n: number) => db.execute(sql`select ${6}::int / ${n}::int as asked`, 'objects');
    for (const n of [1, 2, 3]) expect(await divided(n)).toEqual([{ asked: 6 / n }]);
    await expect(divided(0)).rejects.toMatchObject({ cause: { code: '22012' } });
    expect(await divided(6)).toEqual([{ asked: 1 }]);
  });
});
