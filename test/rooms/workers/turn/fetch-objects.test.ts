import { expect, test } from 'vitest';
import { minutes } from '#services/model/time.ts';
import type { PendingObject } from '#db/queries/log-objects.ts';
import { fetchObjects } from '#services/workers/turn/fetch-objects.ts';
import { createLog } from '#services/log.ts';
import { logObject } from '../../db/turns.ts';

const NOW = new Date('2026-03-02T12:00:00Z');

const refusing = (refused: 'access-denied' | 'missing', pending: Omit<PendingObject, 'object'>) =>
  fetchObjects({ objects: { get: async () => ({ refused, message: '' }) }, log: createLog('silent'), now: () => NOW }, [
    { object: logObject(1), ...pending },
  ]);

test('who answers otherwise than before is waited for from the beginning', async () => {
  const { postponed } = await refusing('access-denied', { attempts: 9, refused: 'unavailable' });
  expect(postponed).toMatchObject([{ nextAttemptAt: new Date(NOW.getTime() + minutes(1)) }]);
});

test('an object is given up as missing when it was missing each time, not after an outage', async () => {
  expect(await refusing('missing', { attempts: 9, refused: 'unavailable' })).toMatchObject({ settled: [] });
  expect(await refusing('missing', { attempts: 2, refused: 'missing' })).toMatchObject({
    settled: [{ state: 'failed' }],
  });
});
