import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { storedFindings } from '#db/queries/turn.ts';
import { openEmpty } from '../../databases.ts';
import { created, finding, later, logObject, nothingMore, NOW, report, turn } from './turns.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

test('the ledger keeps by which lists and settings an object was read, when, and what was in it', async () => {
  const { db } = database;
  await putLogObjects(db, [{ object: logObject(1), partition: 'p' }], NOW);
  const read = report(logObject(1), { records: 10, passed: 3, unreadable: 2, note: 'A digest.' });
  const versions = { intelVersion: 'lists-1', settingsVersion: 'settings-1' };
  expect(await commitTurn(db, turn({ ...versions, now: later(5000), reports: [read] }), nothingMore)).toBe(true);
  const rows = await db.execute(
    sql`select state, records, passed, unreadable, note, intel_version, settings_version, settled_at = ${later(5000).toISOString()}::timestamptz as settled,
      first_time = ${later(-60_000).toISOString()}::timestamptz as first, last_time = ${NOW.toISOString()}::timestamptz as last from log_objects`,
    'objects',
  );
  expect(rows).toEqual([
    {
      state: 'read',
      records: 10,
      passed: 3,
      unreadable: 2,
      note: 'A digest.',
      intel_version: 'lists-1',
      settings_version: 'settings-1',
      settled: true,
      first: true,
      last: true,
    },
  ]);
});

test('a finding that grows remembers the newest, and what it knew where nothing newer is said', async () => {
  const { db } = database;
  const memoryOf = async () => [...((await storedFindings(db, [finding(1).id])).get(finding(1).id)?.memory ?? [])];
  const grow = async (n: number, memory: Uint8Array | undefined, previous: string) => {
    const grown = finding(1, { updatedAt: later(n).toISOString() });
    expect(await commitTurn(db, turn({ findings: [{ finding: grown, memory, previous }] }), nothingMore)).toBe(true);
    return grown.updatedAt;
  };
  await commitTurn(db, turn({ findings: created(finding(1)) }), nothingMore);
  expect(await memoryOf()).toEqual([1]);
  const second = await grow(500, Buffer.of(2, 255), finding(1).updatedAt);
  expect(await memoryOf()).toEqual([2, 255]);
  await grow(900, undefined, second);
  expect(await memoryOf()).toEqual([2, 255]);
});
