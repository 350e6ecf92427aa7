import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '#db/make-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'vedette-folder-'));
afterAll(() => rmSync(home, { recursive: true }));

test('a folder is made with all above it, and left as it is when it is there', () => {
  const folder = join(home, 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
});

test('a file in its place, or above it, is an error', () => {
  writeFileSync(join(home, 'file'), '');
  mkdirSync(join(home, 'beside'));
  expect(() => makeFolder(join(home, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(join(home, 'file', 'below'))).toThrow('ENOTDIR');
});
