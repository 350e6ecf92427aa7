import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { pendingObjects, putLogObjects } from '#db/queries/log-objects.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { Arrived } from '#services/workers/turn/fetch-objects.ts';
import { oneOfEachKey, refuseReplaced } from '#services/workers/turn/replaced-objects.ts';
import { openEmpty } from '../../../databases.ts';
import { empty } from '../../../renewal.ts';
import { logObject, nothingMore, NOW, report, turn } from '../../db/turns.ts';

const SOURCES = [
  { name: 'cloudtrail', identified: true },
  { name: 'vpc-flow', identified: false },
] as const;

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
beforeEach(() => empty(database.db));
afterAll(() => database.close());

/** Reads the first content of an object. @returns what becomes of another content under its key */
async function arriving(object: ReturnType<typeof logObject>, contentHash: string) {
  const { db } = database;
  await putLogObjects(db, [{ object, partition: turn().partition }], NOW);
  const contentHashes = new Map([[nameOf(object), 'first']]);
  await commitTurn(db, turn({ reports: [report(object)], contentHashes }), nothingMore);
  const other = { ...object, etag: 'other' };
  const received = [other, logObject(99)].map((each) => ({ object: each, partition: turn().partition }));
  await putLogObjects(db, received, NOW);
  const due = await pendingObjects(db, turn().partition, NOW, 9);
  const arrived: readonly Arrived[] = [
    { object: other, bytes: Buffer.of(1), contentHash },
    { object: logObject(99), bytes: Buffer.of(2), contentHash: 'new' },
  ];
  const settled = [report(logObject(7), { state: 'failed' })];
  const left = refuseReplaced(SOURCES, due.objects, { arrived, postponed: [], settled });
  expect(left.settled[0]).toBe(settled[0]);
  return { read: left.arrived.map(({ contentHash: hash }) => hash), refused: left.settled.slice(1) };
}

test('the same bytes again are passed over, whatever the source', async () => {
  const { read, refused } = await arriving(logObject(1, { source: 'vpc-flow' }), 'first');
  expect(read).toEqual(['new']);
  expect(refused).toMatchObject([{ state: 'passed', troubles: [], note: expect.stringContaining('same bytes') }]);
});

test('other content is read where records have ids, and refused where they have none', async () => {
  expect(await arriving(logObject(1), 'other')).toEqual({ read: ['other', 'new'], refused: [] });
  const { read, refused } = await arriving(logObject(2, { source: 'vpc-flow' }), 'other');
  expect(read).toEqual(['new']);
  expect(refused).toMatchObject([
    { state: 'failed', troubles: [{ kind: 'replaced', message: expect.stringContaining('no id') }] },
  ]);
});

test('of contents of one key the first alone is of this turn', () => {
  const pending = [
    logObject(1),
    logObject(2),
    logObject(1, { etag: 'other' }),
    logObject(2, { bucket: 'another' }),
  ].map((object) => ({ object, attempts: 0, refused: undefined, earlier: [] }));
  expect(oneOfEachKey(pending)).toEqual([pending[0], pending[1], pending[3]]);
});
