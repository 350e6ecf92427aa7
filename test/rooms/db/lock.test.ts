import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { lockFolder } from '#db/lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a folder is held by one, until it lets go', async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow('Another process is using the embedded database');
  await unlock();
  await (
    await lockFolder(folder)
  )();
});

test('a folder is the same however it is named, and holds no other', async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(relative('', folder))).rejects.toMatchObject({ kind: 'in-use' });
  await (
    await lockFolder(join(folder, 'other'))
  )();
  await unlock();
});

test('what else is in the way of locking is told', async () => {
  vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'EACCES' });
  vi.unstubAllEnvs();
});

test('a process that was killed holds nothing', async () => {
  const lock = join(import.meta.dirname, '../../../db/lock.ts');
  const script = `const { lockFolder } = await import(${JSON.stringify(lock)}); await lockFolder(process.argv[1]); console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  await expect(lockFolder(folder)).rejects.toThrow('Another process');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await (
    await lockFolder(folder)
  )();
});

test('an embedded database that is in use is not opened a second time', async () => {
  const database = await openDatabase(`pglite:${folder}/database`);
  await expect(openDatabase(`pglite:${folder}/database`)).rejects.toThrow('set DATABASE_URL');
  await database.close();
});
