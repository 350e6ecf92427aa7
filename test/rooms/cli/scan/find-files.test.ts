import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFiles } from '#services/cli/scan/find-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vedette-files-'));
  await mkdir(join(folder, 'deep'));
  for (const name of ['b', 'a', 'deep/c']) await writeFile(join(folder, name), '');
  await symlink(join(folder, 'a'), join(folder, 'link'));
});
afterAll(() => rm(folder, { recursive: true }));

const namesOf = async (...paths: readonly string[]) =>
  (await findFiles(paths)).names.map((name) => (name === '-' ? name : relative(folder, name)));

test('a folder gives its files, deep ones too, in one order; a file gives itself', async () => {
  const names = await namesOf(folder);
  expect(names.toSorted()).toEqual(expect.arrayContaining(['a', 'b', 'deep/c']));
  expect(await namesOf(folder)).toEqual(names);
  expect(await namesOf(join(folder, 'b'))).toEqual(['b']);
});

test('what is given twice, or lies within a folder that is given, is read once', async () => {
  expect(await namesOf(join(folder, 'a'), join(folder, 'deep/../a'))).toEqual(['a']);
  expect(await namesOf(join(folder, 'deep/c'), join(folder, 'deep'))).toEqual(['deep/c']);
});

test.skipIf(process.platform === 'win32')('what is neither a file nor a folder is named with the reason', async () => {
  const socket = join(folder, 'deep', 'socket');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  const { names, refused } = await findFiles([join(folder, 'deep')]);
  server.close();
  expect(names).toEqual([join(folder, 'deep/c')]);
  expect(refused).toEqual([{ name: socket, reason: 'Not a regular file.' }]);
});

test('standard input is no file, and none is looked for', async () => {
  expect(await namesOf('-')).toEqual(['-']);
  expect(await namesOf('-', join(folder, 'a'))).toEqual(['-', 'a']);
});

test('what is not there is said before anything is read', async () => {
  await expect(findFiles([join(folder, 'a'), join(folder, 'nothing')])).rejects.toThrow(
    /nothing cannot be scanned: .+\./,
  );
});
