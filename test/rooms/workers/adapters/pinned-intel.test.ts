import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { days } from '#services/model/time.ts';
import { intelFolder, keepVersion } from '#services/workers/adapters/kept-lists.ts';
import { agedFiles, pinIntel, pinKey, unitsOfLists, type ListFile } from '#services/workers/adapters/pinned-intel.ts';

type Scope = { organizationalUnits: string[]; accounts: string[] };

const NOW = Date.parse('2026-03-02T12:00:00Z');

let dataDir = '';
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'vedette-pinned-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

/** An owner's list, last written this long ago. */
function listFile(category: ListFile['category'], name: string, ageMs: number): ListFile {
  const file = join(dataDir, name);
  writeFileSync(file, '192.0.2.1\n');
  utimesSync(file, (NOW - ageMs) / 1000, (NOW - ageMs) / 1000);
  return { category, file };
}

function keepOwn(
  name: string,
  more: { readonly category?: 'custom'; readonly expiresAt?: number; readonly scope?: Scope },
): void {
  keepVersion(intelFolder(dataDir, 'own', name), Buffer.from('192.0.2.1\n'), { entries: 1, now: NOW, ...more });
}

test('a file that nobody wrote for a month is too old to accuse, and not too old to trust', () => {
  const lists = [
    listFile('custom', 'old.txt', days(30)),
    listFile('custom', 'fresh.txt', days(30) - 1000),
    listFile('trusted', 'trusted.txt', days(99)),
    { category: 'custom', file: join(dataDir, 'gone.txt') },
  ] as const;
  keepOwn('kept', { category: 'custom' });
  const pinned = pinIntel({ lists, dataDir }, NOW);
  expect(agedFiles(pinned, lists, NOW)).toEqual([
    `${join(dataDir, 'old.txt')} was last written 2026-01-31T12:00:00.000Z, more than 30 days ago: download it again.`,
  ]);
  // A list that Vedette keeps itself has dates of its own.
  expect(agedFiles(pinned, lists, NOW + days(99)).some((told) => told.includes('kept'))).toBe(false);
});

test('a list of one’s own is in force until the day that was given, and then said to be missing', () => {
  keepOwn('for-ever', { category: 'custom' });
  keepOwn('incident', { category: 'custom', expiresAt: NOW });
  keepOwn('nameless', {});
  const names = (now: number) => pinIntel({ lists: [], dataDir }, now).lists.map(({ name }) => name);
  expect(names(NOW - 1)).toEqual(['for-ever', 'incident']);
  expect(names(NOW)).toEqual(['for-ever']);
  expect(pinIntel({ lists: [], dataDir }, NOW).missing).toMatchObject([
    { file: 'incident', trouble: { message: expect.stringContaining('expired 2026-03-02T12:00:00.000Z') } },
  ]);
});

test('two pins are the same where they say the same', () => {
  const list = listFile('custom', 'ours.txt', 0);
  const key = (more: object = {}) => pinKey(pinIntel({ lists: [list], dataDir, ...more }, NOW));
  const before = key();
  expect(key()).toBe(before);
  const others = [
    key({ trustWellKnown: false }),
    key({ lists: [{ ...list, category: 'mining' }] }),
    key({ lists: [{ ...list, name: 'theirs' }] }),
    key({ lists: [] }),
  ];
  writeFileSync(list.file, '192.0.2.1\n192.0.2.2\n');
  others.push(key());
  keepVersion(intelFolder(dataDir, 'amazon', 'ip-ranges'), Buffer.from('{}'), { entries: 1, now: NOW });
  others.push(key());
  expect(new Set([before, ...others]).size).toBe(1 + others.length);
});

test('whom a list is for is part of what is pinned, and its units are known', () => {
  const key = () => pinKey(pinIntel({ lists: [], dataDir }, NOW));
  keepOwn('plant', { category: 'custom' });
  const before = key();
  expect(unitsOfLists({ lists: [], dataDir })).toEqual([]);
  const scope = { organizationalUnits: ['ou-ab12-cd34ef56'], accounts: ['111122223333'] };
  keepOwn('plant', { category: 'custom', scope });
  expect(key()).not.toBe(before);
  expect(pinIntel({ lists: [], dataDir }, NOW).lists[0]?.scope).toEqual(scope);
  const given = {
    ...listFile('custom', 'given.txt', 0),
    scope: { organizationalUnits: ['ou-ab12-00000000'], accounts: [] },
  };
  expect(unitsOfLists({ lists: [given], dataDir })).toEqual(['ou-ab12-00000000', 'ou-ab12-cd34ef56']);
});
