import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openIntel, openPinned } from '#services/workers/adapters/intel-store.ts';
import { syncIntel } from '#services/workers/refresh.ts';

const DOCUMENT = JSON.stringify({
  syncToken: '1',
  createDate: '2026-03-02-10-15-00',
  prefixes: [{ ip_prefix: '192.0.2.0/24' }],
  ipv6_prefixes: [],
});

let dataDir = '';
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'vedette-intel-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

async function fetchRanges(body: string): Promise<void> {
  const [outcome] = await syncIntel({ feeds: [], dataDir, fetch: async () => new Response(body), now: Date.now });
  expect(outcome?.outcome).toBe('fetched');
}

describe('opening', () => {
  test('what was fetched decides what belongs to AWS from then on', async () => {
    const before = await openIntel({ lists: [], dataDir });
    expect(before.describe().amazon.source).toBe('autonomous-systems');
    await fetchRanges(DOCUMENT);
    const after = await openIntel({ lists: [], dataDir });
    expect(after.describe().amazon).toMatchObject({ source: 'ip-ranges.json', prefixes: 1 });
    expect(after.intel.amazon('192.0.2.9')).toBe(true);
    expect(before.intel.amazon('192.0.2.9')).toBe(false);
    expect(after.intel.version).not.toBe(before.intel.version);
  });

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
    await fetchRanges(DOCUMENT);
    const { from } = await openIntel({ lists: [], dataDir });
    writeFileSync(from.ranges?.file ?? '', DOCUMENT.slice(0, 40).padEnd(DOCUMENT.length));
    const { describe: describeAll, troubles } = await openIntel({ lists: [], dataDir });
    expect(describeAll().amazon.source).toBe('autonomous-systems');
    expect(troubles[0]?.trouble.message).toContain('vedette intel sync');
  });

  test('an ip-ranges.json that is gone by then is as if it was never fetched; any other fault is one', async () => {
    await fetchRanges(DOCUMENT);
    const { from } = await openIntel({ lists: [], dataDir });
    const file = from.ranges?.file ?? '';
    rmSync(file);
    const opened = await openPinned(from);
    expect(opened.describe().amazon.source).toBe('autonomous-systems');
    expect(opened.troubles).toEqual([]);
    mkdirSync(file);
    await expect(openPinned(from)).rejects.toThrow('EISDIR');
  });

  test('the shipped tables know where the root of the numbering lives', async () => {
    const { intel } = await openIntel({ lists: [], dataDir });
    // The network of RIPE NCC in Amsterdam, and of AWS's public DNS in Virginia.
    expect(intel.location('193.0.0.1')).toMatchObject({ countryCode: 'NL', asn: 3333 });
    expect(intel.amazon('205.251.192.1')).toBe(true);
    expect(intel.location('192.0.2.1')).toBeUndefined();
  });
});
