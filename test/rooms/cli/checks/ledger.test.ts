import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { commitTurn } from '#db/queries/commit.ts';
import { putLogObjects } from '#db/queries/log-objects.ts';
import { ledger } from '#services/cli/checks/ledger.ts';
import { openEmpty } from '../../../databases.ts';
import { logObject, nothingMore, NOW, report, turn } from '../../db/turns.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmpty();
});
afterAll(() => database.close());

const told = async () => (await ledger(database.db)).map(({ state, detail }) => `${state}: ${detail}`);

const FACT = {
  about: 'detection',
  accountId: '111122223333',
  region: 'us-east-1',
  source: 'cloudtrail',
  state: 'covered',
  reason: 'reading',
  detail: 'Logs are read.',
} as const;
const trouble = { kind: 'truncated', message: 'It ends early.', position: undefined, records: 0 } as const;

test('of a ledger in which nothing stands nothing is wrong', async () => {
  expect(await told()).toEqual([
    'fine: 0 log objects: 0 waiting, 0 unreadable; 0 records, 0 unreadable.',
    'fine: Left out of detection: 0 records because of trusted lists, 0 because they are about too many subjects or have no identifiable one; 0 counted without checking for duplicates.',
    'fine: Coverage: no account has been examined yet.',
  ]);
});

test('what could not be read, and which accounts cannot be seen, is something to look at', async () => {
  const objects = [1, 2, 3].map((n) => logObject(n));
  await putLogObjects(
    database.db,
    objects.map((object) => ({ object, partition: turn().partition })),
    NOW,
  );
  const [first, second] = objects;
  if (first === undefined || second === undefined) throw new Error('There are three.');
  const gap = { ...FACT, state: 'gap', detail: 'Nobody is let in.' } as const;
  await commitTurn(
    database.db,
    turn({
      reports: [report(first, { unreadable: 2 }), report(second, { state: 'failed', records: 0, troubles: [trouble] })],
      coverage: [
        FACT,
        { ...gap, source: 'vpc-flow', reason: 'bucket-denied' },
        { ...gap, accountId: '444455556666', reason: 'role-missing-or-denied' },
        { ...gap, accountId: '777788889999', reason: 'role-missing-or-denied' },
        { ...FACT, about: 'inventory', source: undefined },
      ],
    }),
    nothingMore,
  );
  const [read, , ...others] = await told();
  expect(read).toBe('look: 3 log objects: 1 waiting, 1 unreadable; 10 records, 2 unreadable.');
  expect(others).toEqual([
    'look: s3://logs/AWSLogs/000002.json.gz: It ends early.',
    expect.stringMatching(/^look: Coverage: 4 facts; gaps: (1 bucket-denied, 2 role-|2 role-.*, 1 bucket-denied\.)/),
    'fine: Inventory: 1 facts; gaps: none.',
  ]);
});
