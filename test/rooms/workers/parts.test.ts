import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '#services/log.ts';
import type { LogObject, TroubleKind } from '#services/model/log-object.ts';
import type { ObjectRefusal } from '#services/model/object-store.ts';
import { folderObjects, listFolder } from '#services/workers/adapters/folder-objects.ts';
import { inParallel } from '#services/workers/kits/in-parallel.ts';
import { laneKey, parseLane } from '#services/workers/kits/lane.ts';
import { memoryOf } from '#services/workers/kits/memory.ts';
import { days } from '#services/model/time.ts';
import { fetchObjects } from '#services/workers/turn/fetch-objects.ts';
import { coverageOfTurn } from '#services/workers/turn/turn-coverage.ts';
import { logObject, NOW } from '../db/turns.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-parts-'));
  mkdirSync(join(folder, 'logs/a/b'), { recursive: true });
  writeFileSync(join(folder, 'logs/a/b/2.json'), 'two');
  writeFileSync(join(folder, 'logs/a/1.json'), 'one');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('work is done so many at a time, and comes in the order of what it was done for', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([30, 5, 20, 1, 10], 2, async (ms) => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, ms));
    running--;
    return ms * 2;
  });
  expect(results).toEqual([60, 10, 40, 2, 20]);
  expect(most).toBe(2);
  expect(await inParallel([], 2, async () => 1)).toEqual([]);
});

test('work that fails fails all of it', async () => {
  const failing = inParallel([1, 2], 2, async (n) => {
    if (n === 2) throw new Error('The second fails.');
  });
  await expect(failing).rejects.toThrow('The second fails.');
});

test('a lane is a key, and back', () => {
  const lane = { sink: 'security-hub', partition: '111122223333 us-east-1' };
  expect(parseLane(laneKey(lane))).toEqual(lane);
});

test('how long is remembered is a week and a quarter of a year, or what is set', () => {
  expect(memoryOf()).toEqual({ lateMs: days(7), retentionMs: days(90) });
  expect(memoryOf({ lateDays: 3, retentionDays: 30 })).toEqual({ lateMs: days(3), retentionMs: days(30) });
});

test('a folder is served as its bucket would be', async () => {
  const store = folderObjects(folder);
  const get = (key: string) => store.get(logObject(1, { bucket: 'logs', key }));
  expect(Buffer.from((await get('a/1.json')) as Uint8Array).toString()).toBe('one');
  expect(await get('a/3.json')).toMatchObject({ refused: 'missing' });
});

test('a folder is listed in order of its keys, each object with the etag of its content', async () => {
  const listed = await listFolder(folder, 'logs', (key) =>
    key.endsWith('1.json')
      ? {
          source: { name: 'cloudtrail' as const },
          recognition: { take: true, accountId: '111122223333', region: 'us-east-1', note: undefined },
        }
      : undefined,
  );
  expect(listed).toEqual([
    {
      bucket: 'logs',
      key: 'a/1.json',
      etag: 'f97c5d29941bfb1b2fdab0874906ab82',
      sizeBytes: 3,
      source: 'cloudtrail',
      accountId: '111122223333',
      region: 'us-east-1',
    },
    {
      bucket: 'logs',
      key: 'a/b/2.json',
      etag: 'b8a9f715dbb64fd5c56e7783c6820a61',
      sizeBytes: 3,
      source: undefined,
      accountId: undefined,
      region: undefined,
    },
  ]);
});

test('a turn covers the places whose objects it took, and says nothing of objects that are nobody’s', () => {
  const facts = coverageOfTurn([
    logObject(1),
    logObject(2, { bucket: '' }),
    logObject(3, { accountId: undefined }),
    logObject(4, { source: undefined }),
  ]);
  expect(facts.map(({ state, reason, detail }) => [state, reason, detail])).toEqual([
    ['covered', 'reading', 'Read from logs.'],
    ['covered', 'reading', 'Read from files.'],
  ]);
  expect(facts[0]).toMatchObject({ accountId: '111122223333', region: 'us-east-1', source: 'cloudtrail' });
});

/** What becomes of one object that the store answers so for, at its nth attempt. */
async function fetched(answer: ObjectRefusal | Error, attempts: number, refused = kindOf(answer)) {
  const object: LogObject = logObject(1);
  const objects = {
    async get() {
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const had = await fetchObjects({ objects, log: createLog('silent'), now: () => NOW }, [
    { object, attempts, refused },
  ]);
  return { arrived: had.arrived.length, postponed: had.postponed, settled: had.settled };
}

function kindOf(answer: ObjectRefusal | Error): TroubleKind {
  return answer instanceof Error ? 'unavailable' : answer.refused;
}

test('attempts count that failed for the same reason', async () => {
  const { postponed } = await fetched({ refused: 'missing', message: 'Gone.' }, 5, 'unavailable');
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

test('a store that throws postpones, with what it said', async () => {
  const { postponed } = await fetched(new Error('No connection.'), 0);
  expect(postponed).toMatchObject([
    { trouble: { kind: 'unavailable', message: 'The object cannot be had for now: No connection.' } },
  ]);
  expect(postponed[0]?.nextAttemptAt.getTime()).toBeGreaterThan(NOW.getTime());
});
