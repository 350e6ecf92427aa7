import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '#services/model/failure.ts';
import { openIntel, rangesFile } from '#services/workers/adapters/intel-store.ts';
import { syncIntel } from '#services/workers/refresh.ts';

const DOCUMENT = JSON.stringify({
  syncToken: '1',
  createDate: '2026-03-02-10-15-00',
  prefixes: [{ ip_prefix: '192.0.2.0/24' }],
  ipv6_prefixes: [],
});
const URL = 'https://ranges.example/ip-ranges.json';

let dataDir = '';
beforeEach(() => void (dataDir = mkdtempSync(join(tmpdir(), 'vedette-intel-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

function answer(body: string | ReadableStream, init?: ResponseInit): typeof fetch {
  return async () => new Response(body, init);
}

function aDayLater(): number {
  return Date.UTC(2026, 2, 3, 10, 15);
}

async function failure(fetch: typeof globalThis.fetch, url = URL): Promise<Failure> {
  const error: unknown = await syncIntel({ url, dataDir, fetch, now: () => 0 }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof Failure)) throw new Error(`expected a Failure, got ${String(error)}`);
  return error;
}

describe('intel sync', () => {
  test('what was fetched decides what belongs to AWS from then on', async () => {
    const before = await openIntel({ lists: [], dataDir });
    expect(before.describe().amazon.source).toBe('autonomous-systems');
    const report = await syncIntel({ url: URL, dataDir, fetch: answer(DOCUMENT), now: aDayLater });
    expect(report).toMatchObject({ prefixes: 1, ageMs: 86_400_000 });
    const after = await openIntel({ lists: [], dataDir });
    expect(after.describe().amazon).toMatchObject({ source: 'ip-ranges.json', prefixes: 1 });
    expect(after.intel.amazon('192.0.2.9')).toBe(true);
    expect(before.intel.amazon('192.0.2.9')).toBe(false);
    expect(after.intel.version).not.toBe(before.intel.version);
  });

  test('a bad answer leaves what was kept', async () => {
    await syncIntel({ url: URL, dataDir, fetch: answer(DOCUMENT), now: () => 0 });
    const error = await failure(answer('<html>captive portal</html>'));
    expect(error.kind).toBe('unusable');
    expect(readFileSync(rangesFile(dataDir), 'utf8')).toBe(DOCUMENT);
  });

  test('an address that does not answer, refuses, or is none says what to do', async () => {
    const unreachable = await failure(() =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('ENOTFOUND') })),
    );
    expect(unreachable.kind).toBe('unavailable');
    expect(unreachable.message).toContain('ENOTFOUND');
    expect(await failure(answer('no', { status: 403 }))).toMatchObject({
      kind: 'access-denied',
      message: expect.stringContaining('403'),
    });
    expect((await failure(answer(DOCUMENT), 'ranges')).message).toContain('https://');
  });

  test('an endless answer is cut', async () => {
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(2 ** 20)) });
    expect((await failure(answer(endless))).message).toContain('more than 40 MB');
  });
});

describe('opening', () => {
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
    await syncIntel({ url: URL, dataDir, fetch: answer(DOCUMENT), now: () => 0 });
    writeFileSync(rangesFile(dataDir), DOCUMENT.slice(0, 40));
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
});
