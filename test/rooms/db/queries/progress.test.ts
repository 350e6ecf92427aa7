import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { lastPassEnd, putPass } from '#db/queries/passes.ts';
import { progress } from '#db/queries/progress.ts';
import { openEmpty } from '../../../databases.ts';
import { later, logObject, nothingMore, NOW, report, turn } from '../turns.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

test('work has come as far as the object that waits longest, and the last pass that ended', async () => {
  const { db } = database;
  expect(await progress(db, NOW)).toEqual({ dueSince: undefined, lastPassEnd: undefined });
  for (const n of [1, 2, 3]) await putLogObjects(db, [{ object: logObject(n), partition: 'p' }], later(n));
  await commitTurn(db, turn({ reports: [report(logObject(1))] }), nothingMore);
  const pass = (organizationId: string, end: number) =>
    putPass(db, { organizationId, startedAt: NOW, endedAt: later(end) });
  await pass('o-one', 5);
  await pass('o-one', 9);
  await pass('o-two', 7);
  expect(await progress(db, later(2))).toEqual({ dueSince: later(2), lastPassEnd: later(9) });
  expect((await progress(db, later(1))).dueSince).toBeUndefined();
  expect(await lastPassEnd(db, { kind: 'some', accounts: ['111122223333'], organizationalUnits: [] })).toBeUndefined();
});
