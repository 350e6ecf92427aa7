import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { findingHorizon } from '#db/queries/changes.ts';
import { findingEpochs } from '#db/schema/finding-order.ts';
import { openCursor, parseChangeCursor, printChangeCursor } from '#graphql/changes/cursor.ts';
import { openEmbedded } from '../../../databases.ts';

let database: Database;
let epoch: string;
beforeAll(async () => {
  database = await openEmbedded();
  ({ epoch } = await findingHorizon(database.db));
});
afterAll(() => database.close());

const opened = (text: string) => openCursor(database.db, parseChangeCursor(text));

test.each([undefined, 'f'.repeat(32)])(
  'a cursor means what it was made of, by the database that made it',
  async (id) => {
    const cursor = { epoch, place: 2 ** 40 + 7, id };
    expect(await opened(printChangeCursor(cursor))).toEqual(cursor);
  },
);

test('one of an epoch that is over still says where its reader was', async () => {
  const cursor = { epoch, place: 5, id: undefined };
  const text = printChangeCursor(cursor);
  const another = { name: 'ffffffff-ffff-4fff-bfff-ffffffffffff', serverRun: 'another', handedOut: 0 };
  await database.db.insert(findingEpochs).values({ ...another, beganAt: new Date('2100-01-01') });
  expect(await opened(text)).toEqual(cursor);
});

test('it shows neither how many changes there were nor whether there was one', () => {
  const [early = '', again = '', late = ''] = [1, 1, 999_999_999].map((place) =>
    printChangeCursor({ epoch, place, id: undefined }),
  );
  expect(early.length).toBe(late.length);
  expect(early).not.toBe(again);
  // Only the name of the database is alike.
  expect([again, late].map((text) => text.slice(0, 16))).toEqual([early.slice(0, 16), early.slice(0, 16)]);
  expect(new Set([early, again, late].map((text) => text.slice(16, 24))).size).toBe(3);
  expect(Buffer.from(early, 'base64url').toString('latin1')).not.toContain(epoch.slice(0, 8));
});

test('whoever alters one has none', async () => {
  const text = printChangeCursor({ epoch, place: 5, id: undefined });
  for (const at of [20, 40, text.length - 3]) {
    const altered = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
    await expect(opened(altered)).rejects.toThrow('This cursor does not belong to the list of changes');
  }
});
