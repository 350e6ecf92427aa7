import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database, Db } from '#db/client.ts';
import { appendAudit, auditPage, verifyAudit } from '#db/queries/audit.ts';
import { writeFindings } from '#db/queries/commit.ts';
import type { AuditEntry } from '#services/model/audit.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { onBothDatabases } from '../../../databases.ts';
import { created, finding, later, NOW } from '../turns.ts';

function entry(n: number): AuditEntry {
  return {
    who: 'alice',
    from: '203.0.113.9',
    what: 'finding.decide',
    subject: `f-${n}`,
    after: { z: 1.5, a: ['é', n] },
  };
}

onBothDatabases((open, kind) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    for (let n = 1; n <= 6; n += 2)
      await database.db.transaction((tx) => appendAudit(tx, [entry(n), entry(n + 1)], later(n)));
  });
  afterAll(() => database.close());

  test('rows follow one another from the first, and are read back as they were written', async () => {
    expect(await verifyAudit(database.db)).toEqual({ place: 6, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const [latest] = await auditPage(database.db, EVERYTHING, { limit: 1 });
    expect(latest).toMatchObject({ place: 6, at: later(5).toISOString(), entry: entry(6) });
    expect(await auditPage(database.db, EVERYTHING, { subject: 'f-3', limit: 9 })).toMatchObject([{ place: 3 }]);
    const before = await auditPage(database.db, EVERYTHING, { before: 5, limit: 2 });
    expect(before.map(({ place }) => place)).toEqual([4, 3]);
    const scope = { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] } as const;
    expect(await auditPage(database.db, scope, { limit: 9 })).toEqual([]);
    await inVain(database.db, async (tx) => {
      const [seen] = created(finding(3, { id: 'f-3' }));
      if (seen !== undefined) await writeFindings(tx, [seen], NOW);
      expect(await auditPage(tx, scope, { limit: 9 })).toMatchObject([{ place: 3 }]);
    });
  });

  test('what a transaction that fails had written is not there, and leaves no gap', async () => {
    const failing = database.db.transaction(async (tx) => {
      await appendAudit(tx, [entry(9)], NOW);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await verifyAudit(database.db)).toMatchObject({ place: 6 });
  });

  test('letters that the database keeps otherwise do not break the chain', async () => {
    await inVain(database.db, async (tx) => {
      const odd = { who: 'a\0b \ud800', what: 'token.create', after: { 'k\0': -0, n: 1e21, z: 0.1 } };
      await appendAudit(tx, [odd], NOW);
      expect(await verifyAudit(tx)).toMatchObject({ place: 7 });
    });
  });

  test.each(['update audit set hash = hash', 'delete from audit where place = 6', 'truncate audit'])(
    'the database refuses: %s',
    async (statement) => {
      await expect(database.db.execute(sql.raw(statement))).rejects.toMatchObject({
        cause: { message: 'What was audited cannot be changed or removed.' },
      });
    },
  );

  test.each([
    ['an altered entry', "update audit set entry = jsonb_set(entry, '{who}', '\"mallory\"') where place = 4", 4],
    ['another time', "update audit set at = at + interval '1 ms' where place = 2", 2],
    ['a removed row', 'delete from audit where place = 3', 3],
    ['the first row removed', 'delete from audit where place = 1', 1],
    ['the last rows removed', 'delete from audit where place > 4', 5],
    ['two rows whose entries changed places', SWAP, 2],
    ['a row altered together with its hash', REHASHED, 4],
    ['a row added behind the end', ADDED, 7],
    ['a row put before the first', ADDED.replace('7,', '0,'), 0],
  ])('finds %s, whoever switched off the refusal', async (_, statement, place) => {
    await inVain(database.db, async (tx) => {
      await tx.execute(sql`alter table audit disable trigger all`);
      await tx.execute(sql.raw(statement));
      expect(await verifyAudit(tx)).toMatchObject({ place, what: expect.stringContaining(`${place}`) });
    });
  });

  test('an end that was written down elsewhere finds a chain that was shortened or made anew, with its noted end', async () => {
    const whole = await verifyAudit(database.db);
    if ('what' in whole) throw new Error(whole.what);
    const [third] = await auditPage(database.db, EVERYTHING, { before: 4, limit: 1 });
    expect(await verifyAudit(database.db, [{ place: 3, hash: third?.hash ?? '' }, whole])).toEqual(whole);
    expect(await verifyAudit(database.db, [{ place: 3, hash: third?.hash ?? '' }])).toEqual(whole);
    await inVain(database.db, async (tx) => {
      await tx.execute(sql`alter table audit disable trigger all`);
      await tx.execute(sql`delete from audit where place > 4`);
      await tx.execute(sql`update audit_end set place = 4, hash = (select hash from audit where place = 4)`);
      expect(await verifyAudit(tx)).toMatchObject({ place: 4 });
      expect(await verifyAudit(tx, [whole])).toMatchObject({ place: 5, what: 'Rows 5 to 6 are missing.' });
      // Of several known ends the longest counts.
      const [first] = (await auditPage(tx, EVERYTHING, { before: 2, limit: 1 })).map(({ place, hash }) => ({
        place,
        hash,
      }));
      expect(await verifyAudit(tx, first && [first, whole])).toMatchObject({ what: 'Rows 5 to 6 are missing.' });
      await appendAudit(tx, [entry(7), entry(8), entry(9)], NOW);
      expect(await verifyAudit(tx)).toMatchObject({ place: 7 });
      expect(await verifyAudit(tx, [whole])).toMatchObject({ place: 6, what: expect.stringContaining('another') });
    });
  });

  test.runIf(kind === 'server')('many who write at once make one chain', async () => {
    const others = await Promise.all(
      Array.from({ length: 8 }, (_, writer) =>
        Promise.all(
          Array.from({ length: 15 }, (__, n) =>
            database.db.transaction((tx) => appendAudit(tx, [entry(100 * writer + n)], later(n))),
          ),
        ),
      ),
    );
    expect(others).toHaveLength(8);
    expect(await verifyAudit(database.db)).toMatchObject({ place: 6 + 8 * 15 });
  });
});

const SWAP = `update audit a set entry = b.entry from audit b where (a.place, b.place) in ((2, 5), (5, 2))`;
const REHASHED = `update audit set entry = jsonb_set(entry, '{who}', '"mallory"'), hash = repeat('ab', 32) where place = 4`;
const ADDED = `insert into audit (place, at, entry, hash) select 7, at, entry, hash from audit where place = 6`;

/** Does something to the database, and rolls it back. */
async function inVain(db: Db, act: (tx: Db) => Promise<void>): Promise<void> {
  const done = new Error('It was in vain.');
  const failing = db.transaction(async (tx) => {
    await act(tx);
    throw done;
  });
  await expect(failing).rejects.toBe(done);
}
