import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderObjects, listFolder } from '#services/workers/adapters/folder-objects.ts';
import { logObject } from '../../db/turns.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-parts-'));
  mkdirSync(join(folder, 'logs/a/b'), { recursive: true });
  writeFileSync(join(folder, 'logs/a/b/2.json'), 'two');
  writeFileSync(join(folder, 'logs/a/1.json'), 'one');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
