import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, Db } from '#db/client.ts';
import { changesAfter, findingHorizon, type ChangeCursor } from '#db/queries/changes.ts';
import { writeFindings } from '#db/queries/commit.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { created, finding, later, NOW } from '../turns.ts';

const read = async (db: Db, after?: ChangeCursor, limit = 100, filter = {}) => {
  const page = await changesAfter(db, EVERYTHING, filter, { after, limit }, () => findingHorizon(db));
  if (page === undefined) throw new Error('The cursor is of another epoch.');
  return { ...page, ids: page.changes.map(({ finding: { id } }) => Number(id)) };
};
const write = (db: Db, ...numbers: readonly number[]) =>
  writeFindings(db, created(...numbers.map((n) => finding(n))), NOW);
const rewrite = (db: Db, n: number, from: number, to: number) =>
  writeFindings(
    db,
    [
      {
        finding: finding(n, { updatedAt: later(to).toISOString() }),
        memory: undefined,
        previous: later(from).toISOString(),
      },
    ],
    NOW,
  );

const limits = (db: Db) =>
  db.execute(
    sql`select current_setting('idle_in_transaction_session_timeout') as idle, current_setting('transaction_timeout') as most`,
    'objects',
  );

onBothDatabases((open, kind) => {
  let database: Database;
  let db: Db;
  beforeAll(async () => {
    database = await open();
    ({ db } = database);
  });
  afterAll(() => database.close());

  test('an empty order gives a cursor to go on from', async () => {
    const first = await read(db);
    expect(first).toMatchObject({ ids: [], caughtUp: true, heldSince: undefined });
    await write(db, 1, 2);
    const second = await read(db, first.end);
    expect(second).toMatchObject({ ids: [1, 2], caughtUp: true });
    expect(await read(db, second.end)).toMatchObject({ ids: [], caughtUp: true });
  });

  test('a finding that changes moves to the end, and is told once', async () => {
    const { end } = await read(db);
    await write(db, 3, 4);
    await rewrite(db, 3, 3, 33);
    await rewrite(db, 1, 1, 11);
    expect((await read(db, end)).ids).toEqual([4, 3, 1]);
    expect((await read(db)).ids).toEqual([2, 4, 3, 1]);
  });

  test('pages go on within one transaction, and a filter leaves nothing behind', async () => {
    const { end } = await read(db);
    await write(db, 10, 11, 12, 13, 14);
    const first = await read(db, end, 2);
    expect(first).toMatchObject({ ids: [10, 11], caughtUp: false });
    expect(await read(db, first.end, 3)).toMatchObject({ ids: [12, 13, 14], caughtUp: true });
    const none = await read(db, end, 2, { accountIds: ['444455556666'] });
    expect(none).toMatchObject({ ids: [], caughtUp: true });
    expect(await read(db, none.end)).toMatchObject({ ids: [], caughtUp: true });
  });

  test('a write that is undone leaves no gap that anybody waits for', async () => {
    const { end } = await read(db);
    await expect(
      db.transaction(async (tx) => {
        await write(tx, 20);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await write(db, 21);
    expect(await read(db, end)).toMatchObject({ ids: [21], caughtUp: true });
  });

  test('what is undone to a savepoint takes its place with it', async () => {
    const { end } = await read(db);
    await db.transaction(async (tx) => {
      await tx
        .transaction(async (inner) => {
          await write(inner, 22);
          throw new Error('undone');
        })
        .catch(() => undefined);
      await write(tx, 23);
    });
    expect(await read(db, end)).toMatchObject({ ids: [23], caughtUp: true });
  });

  describe.runIf(kind === 'server')('while others write', () => {
    test('a slow commit holds later changes back until it ends, and is not passed over', async () => {
      const { end } = await read(db);
      const held = await db.transaction(async (slow) => {
        await write(slow, 30);
        await write(db, 31);
        const first = await read(db, end);
        expect(first).toMatchObject({ ids: [], caughtUp: true });
        expect(first.heldSince).toBeInstanceOf(Date);
        // The changes may be about other accounts.
        const part = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] } as const;
        const seen = await changesAfter(db, part, {}, { after: end, limit: 1 }, () => findingHorizon(db));
        expect(seen).toMatchObject({ changes: [], heldSince: undefined });
        await write(slow, 32);
        const second = await read(db, first.end);
        expect(second.ids).toEqual([]);
        return second;
      });
      expect(await read(db, held.end)).toMatchObject({ ids: [30, 32, 31], heldSince: undefined });
    });

    test('a transaction of somebody else, however long, holds nothing back', async () => {
      await db.execute(sql`create table strangers (n int)`);
      const { end } = await read(db);
      await db.transaction(async (stranger) => {
        await stranger.execute(sql`insert into strangers values (1)`);
        await stranger.execute(sql`select pg_advisory_xact_lock(7)`);
        await write(db, 40);
        expect(await read(db, end)).toMatchObject({ ids: [40], heldSince: undefined });
        // It got its number from PostgreSQL long before, and writes only now.
        await write(stranger, 41);
        expect((await read(db, end)).ids).toEqual([40]);
      });
      expect((await read(db, end)).ids).toEqual([40, 41]);
    });
  });

  test('who has a place is waited for no longer than a minute of idling, and ten in all', async () => {
    const inside = await db.transaction(async (tx) => {
      await write(tx, 45);
      return limits(tx);
    });
    // The embedded database has one connection, so nobody else waits for it.
    expect(inside).toEqual([kind === 'server' ? { idle: '1min', most: '10min' } : { idle: '0', most: '0' }]);
    expect(await limits(db)).toEqual([{ idle: '0', most: '0' }]);
  });

  test('a cursor of another database is told so, and one that lost what its reader saw', async () => {
    const { end } = await read(db);
    const strange = { ...end, epoch: '00000000-0000-4000-8000-000000000000' };
    expect(
      await changesAfter(db, EVERYTHING, {}, { after: strange, limit: 1 }, () => findingHorizon(db)),
    ).toBeUndefined();
    const future = { ...end, place: end.place + 1 };
    expect(
      await changesAfter(db, EVERYTHING, {}, { after: future, limit: 1 }, () => findingHorizon(db)),
    ).toBeUndefined();
    // Like after a restart: this is another run of the server.
    await db.execute(sql`update finding_epochs set server_run = 'before'`);
    await write(db, 50);
    const next = await read(db, end);
    expect(next.ids).toEqual([50]);
    expect(next.end.epoch).not.toBe(end.epoch);
    expect((await findingHorizon(db)).epoch).toBe(next.end.epoch);
  });
});
