import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openIntel, rangesFile, writeWhole } from '#services/workers/adapters/intel-store.ts';

let dataDir = '';
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'vedette-intel-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

test('lists that cannot be read are told, and the others are in force', async () => {
  const file = join(dataDir, 'ours.txt');
  writeFileSync(file, '203.0.113.7\nnonsense\n');
  const lists = [
    { category: 'custom', file },
    { category: 'mining', file: join(dataDir, 'none.txt') },
  ] as const;
  const { intel, troubles } = await openIntel({ lists, dataDir });
  expect(intel.address('203.0.113.7', 'custom')?.list).toBe('ours');
  expect(troubles.map(({ trouble }) => trouble.kind)).toEqual(['unreadable-record', 'missing']);
});

test('a damaged ip-ranges.json is told, and autonomous systems stand in', async () => {
  writeWhole(rangesFile(dataDir), Buffer.from('{"syncToken":"1","createDate":"2026-03-02'));
  const { describe: describeAll, troubles } = await openIntel({ lists: [], dataDir });
  expect(describeAll().amazon.source).toBe('autonomous-systems');
  expect(troubles[0]?.trouble.message).toContain('vedette intel sync');
});

test('the shipped tables know where the root of the numbering lives', async () => {
  const { intel } = await openIntel({ lists: [], dataDir });
  // The network of RIPE NCC in Amsterdam, and of AWS's public DNS in Virginia.
  expect(intel.location('193.0.0.1')).toMatchObject({ countryCode: 'NL', asn: 3333 });
  expect(intel.amazon('205.251.192.1')).toBe(true);
  expect(intel.location('192.0.2.1')).toBeUndefined();
});
