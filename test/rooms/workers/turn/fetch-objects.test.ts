import { expect, test } from 'vitest';
import { createLog, type Log } from '#services/log.ts';
import type { TroubleKind } from '#services/model/log-object.ts';
import type { ObjectRefusal } from '#services/model/object-store.ts';
import { minutes } from '#services/model/time.ts';
import { fetchObjects } from '#services/workers/turn/fetch-objects.ts';
import { logObject, later, NOW } from '../../db/turns.ts';

/** The result for one object with this answer of the store, after this many attempts that were refused alike. */
async function fetched(answer: ObjectRefusal | Error, attempts: number, refused = kindOf(answer)) {
  const objects = {
    async get() {
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const told: unknown[] = [];
  const warn: Log['warn'] = (event, details) => told.push([event, details]);
  const world = { objects, log: { ...createLog('silent'), warn }, now: () => NOW };
  const had = await fetchObjects(world, [{ object: logObject(1), attempts, refused, earlier: [] }]);
  return { arrived: had.arrived.length, postponed: had.postponed, settled: had.settled, told };
}

function kindOf(answer: ObjectRefusal | Error): TroubleKind {
  return answer instanceof Error ? 'unavailable' : answer.refused;
}

test('who answers otherwise than before is waited for from the beginning', async () => {
  const { postponed } = await fetched({ refused: 'access-denied', message: 'Denied.' }, 9, 'unavailable');
  expect(postponed).toMatchObject([{ nextAttemptAt: later(minutes(1)) }]);
});

test('an object is given up as missing when it was missing each time, not after an outage', async () => {
  const { postponed } = await fetched({ refused: 'missing', message: 'Gone.' }, 9, 'unavailable');
  expect(postponed).toHaveLength(1);
});

test.each([
  ['missing for the first time', { refused: 'missing', message: 'Gone.' }, 0, 'postponed'],
  ['missing for the second', { refused: 'missing', message: 'Gone.' }, 1, 'postponed'],
  ['missing for the third', { refused: 'missing', message: 'Gone.' }, 2, 'settled'],
  ['larger than can be read', { refused: 'over-bound', message: 'Large.' }, 0, 'settled'],
  ['denied for ever', { refused: 'access-denied', message: 'Denied.' }, 100, 'postponed'],
] as const)('an object that is %s is %s', async (_, answer, attempts, expected) => {
  const { arrived, postponed, settled } = await fetched(answer, attempts);
  expect([arrived, postponed.length, settled.length]).toEqual(expected === 'settled' ? [0, 0, 1] : [0, 1, 0]);
});

test('what is refused is told of, with how often it was before', async () => {
  const denied = { refused: 'access-denied', message: 'Denied.' } as const;
  const details = { object: 's3://logs/AWSLogs/000001.json.gz', kind: 'access-denied', message: 'Denied.' };
  expect((await fetched(denied, 4)).told).toEqual([
    ['object-refused', expect.objectContaining({ ...details, attempts: 4 })],
  ]);
  expect((await fetched(denied, 4, 'unavailable')).told).toMatchObject([['object-refused', { attempts: 0 }]]);
});

test('a store that throws postpones, with what it said', async () => {
  const { postponed } = await fetched(new Error('No connection.'), 0);
  expect(postponed).toMatchObject([
    { trouble: { kind: 'unavailable', message: 'The object cannot be read at the moment: No connection.' } },
  ]);
  expect(postponed[0]?.nextAttemptAt.getTime()).toBeGreaterThan(NOW.getTime());
});
