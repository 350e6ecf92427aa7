import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
