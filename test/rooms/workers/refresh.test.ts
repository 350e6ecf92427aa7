import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Feed } from '#services/model/feed.ts';
import { days, hours } from '#services/model/time.ts';
import { openIntel, openPinned } from '#services/workers/adapters/intel-store.ts';
import { intelFolder, stateOf } from '#services/workers/adapters/kept-lists.ts';
import { AMAZON_RANGES, pinIntel, pinKey } from '#services/workers/adapters/pinned-intel.ts';
import { download } from '#services/workers/feeds/download.ts';
import { syncIntel, type SyncParts } from '#services/workers/refresh.ts';

const MAIN = fileURLToPath(new URL('../../../services/main.ts', import.meta.url));

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A publisher on this machine, which answers as a test says. */
let answer: Answer;
const asked: IncomingMessage[] = [];
const server = createServer((request, response) => {
  asked.push(request);
  answer(request, response);
});
let origin = '';
let dataDir = '';
let now = Date.UTC(2026, 2, 2);

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'vedette-feeds-'));
  now = Date.UTC(2026, 2, 2);
  asked.length = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port }: Partial<AddressInfo> = Object(server.address());
  origin = `http://127.0.0.1:${port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(dataDir, { recursive: true });
});

function feed(more: Partial<Feed> = {}): Feed {
  return {
    name: 'exits',
    of: 'exits',
    category: 'tor-exit',
    address: `${origin}/exits.txt`,
    homepage: origin,
    licence: 'none',
    free: true,
    entriesLiveDays: 2,
    smallest: 2,
    most: 5000,
    hoursBetween: 1,
    ...more,
  };
}

async function sync(more: Partial<SyncParts> = {}) {
  const parts = { feeds: [feed()], dataDir, fetch: globalThis.fetch, now: () => now, ...more };
  const [outcome] = await syncIntel({ only: parts.feeds.map(({ name }) => name), ...parts });
  return outcome;
}

function body(text: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => response.writeHead(200, headers).end(text);
}

function addresses(count: number, from = 0): string {
  return Array.from({ length: count }, (_, i) => `198.51.${Math.floor((i + from) / 250)}.${(i + from) % 250}\n`).join(
    '',
  );
}

async function inForce(feeds = [feed()]) {
  const { lists } = pinIntel({ lists: [], dataDir, feeds }, now);
  const opened = await openPinned({ lists, ranges: undefined, trustWellKnown: true, missing: [] });
  return opened
    .describe()
    .lists.map(({ name, addressEntries, domainEntries }) => `${name} ${addressEntries + domainEntries}`);
}

test('a list is fetched, and then asked for only if it changed', async () => {
  answer = body(addresses(3), { etag: '"one"', 'last-modified': 'Mon, 02 Mar 2026 00:00:00 GMT' });
  expect(await sync()).toEqual({ name: 'exits', outcome: 'fetched', entries: 3 });
  expect(await inForce()).toEqual(['exits 3']);

  answer = (request, response) => response.writeHead(request.headers['if-none-match'] === '"one"' ? 304 : 500).end();
  now += days(1.5);
  expect(await sync()).toEqual({ name: 'exits', outcome: 'unchanged', entries: 3 });
  expect(asked.at(-1)?.headers['if-modified-since']).toBe('Mon, 02 Mar 2026 00:00:00 GMT');
  // An unchanged list is as good as a new copy: its entries are valid from then on.
  now += days(1.5);
  expect(await inForce()).toEqual(['exits 3']);
});

test('entries die when the list was not seen for as long as they live', async () => {
  answer = body(addresses(3));
  await sync();
  now += days(2);
  expect(await inForce()).toEqual([]);
  const { missing } = pinIntel({ lists: [], dataDir, feeds: [feed()] }, now);
  expect(missing[0]?.trouble.message).toContain('its entries are valid for 2 days');
});

test('a list that shrank or grew beyond reason is refused until somebody takes it', async () => {
  answer = body(addresses(1000));
  await sync();
  answer = body(addresses(400));
  expect(await sync()).toMatchObject({
    outcome: 'refused',
    entries: 1000,
    why: expect.stringContaining('--accept=exits'),
  });
  expect(await inForce()).toEqual(['exits 1000']);
  expect(stateOf(intelFolder(dataDir, 'feeds', 'exits')).refusal).toContain('shrank from 1,000 entries to 400');
  answer = body(addresses(3001));
  expect((await sync())?.why).toContain('grew from 1,000 entries to 3,001');
  answer = body(addresses(400));
  expect(await sync({ accept: ['exits'] })).toMatchObject({ outcome: 'fetched', entries: 400 });
  expect(stateOf(intelFolder(dataDir, 'feeds', 'exits')).refusal).toBeUndefined();
  // Three times as many entries, half as many, and a hundred fewer in a short list are plausible.
  for (const entries of [1200, 600, 300, 150, 50]) {
    answer = body(addresses(entries));
    expect(await sync()).toMatchObject({ outcome: 'fetched', entries });
  }
  answer = body(addresses(151));
  expect((await sync())?.outcome).toBe('refused');
});

test.each([
  ['a web page', '<!doctype html><html><body>Log in to the hotel: 192.0.2.1</body></html>', 'web page'],
  ['words', 'nothing to see here\n', 'It has 0 entries, but at least 2'],
  ['nothing', '', 'It has 0 entries'],
  ['too much', addresses(5001), 'at most 5,000'],
  ['half an archive', gzipSync(addresses(50)).subarray(0, 60), 'an archive that cannot be read'],
])('%s instead of the list leaves what was kept', async (_, given, why) => {
  answer = body(addresses(3));
  await sync();
  answer = body(given);
  expect(await sync()).toMatchObject({ outcome: 'refused', entries: 3, why: expect.stringContaining(why) });
  expect(await inForce()).toEqual(['exits 3']);
});

test.each([
  [
    'hangs up in the middle',
    (_, response) =>
      void response.writeHead(200, { 'content-length': '999' }).write('192.0.2.1\n', () => response.destroy()),
    'cannot be reached',
  ],
  ['is broken', (_, response) => response.writeHead(503).end('later'), 'answered 503: check the address'],
  ['wants a key', (_, response) => response.writeHead(403).end(), 'check the key'],
  ['wants another key', (_, response) => response.writeHead(401).end(), 'check the key'],
  ['is asked too often', (_, response) => response.writeHead(429).end(), 'too many requests'],
] satisfies readonly [string, Answer, string][])('a publisher who %s leaves what was kept', async (_, given, why) => {
  answer = body(addresses(3));
  await sync();
  answer = given;
  expect(await sync()).toMatchObject({ outcome: 'unreachable', entries: 3, why: expect.stringContaining(why) });
  expect(await inForce()).toEqual(['exits 3']);
});

test('neither time nor size is without bound', async () => {
  answer = (_, response) => void response.writeHead(200).write('192.0.2.1\n');
  await expect(download(fetch, { address: origin, timeoutMs: 100 })).rejects.toThrow(/cannot be reached .*time/);
  answer = body(new Uint8Array(2 ** 20 + 1));
  await expect(download(fetch, { address: origin, bytesMax: 2 ** 20 })).rejects.toThrow('returns more than 1 MB');
  // Also if it is small while compressed.
  answer = body(gzipSync(new Uint8Array(2 ** 20 + 1)), { 'content-encoding': 'gzip' });
  await expect(download(fetch, { address: origin, bytesMax: 2 ** 20 })).rejects.toThrow('returns more than 1 MB');
});

test('redirections are followed to https alone, and carry no secret elsewhere', async () => {
  answer = (request, response) =>
    request.url === '/exits.txt'
      ? response.writeHead(302, { location: '/there' }).end()
      : response.writeHead(200, { location: '/exits.txt' }).end(addresses(3));
  expect((await sync())?.outcome).toBe('fetched');

  answer = (_, response) => response.writeHead(301, { location: 'http://feeds.example/exits.txt' }).end();
  expect((await sync())?.why).toContain('redirects to http://feeds.example, which is not https');
  answer = (_, response) => response.writeHead(301, { location: 'http://[' }).end();
  expect((await sync())?.why).toContain('redirects to no address, which is not https');
  answer = (_, response) => response.writeHead(301, { location: '/exits.txt' }).end();
  expect((await sync())?.why).toContain('without end');

  const sent: unknown[] = [];
  const elsewhere: typeof fetch = async (address, init) => {
    sent.push([String(address), Object(init).headers]);
    return String(address).includes('other')
      ? new Response(addresses(3))
      : new Response(null, { status: 302, headers: { location: 'https://other.example/x' } });
  };
  const headers = { accept: 'text/plain', authorization: 'Bearer secret' };
  await download(elsewhere, { address: 'https://feeds.example/x', headers });
  expect(sent).toEqual([
    ['https://feeds.example/x', headers],
    ['https://other.example/x', { accept: 'text/plain' }],
  ]);
  for (const address of ['http://feeds.example/x', 'https://me:secret@feeds.example/x', 'feeds.example'])
    await expect(download(fetch, { address, shown: 'x' })).rejects.toThrow('is not an https:// address');
});

test('a key goes into the address and into no message', async () => {
  const keyed = feed({ keyParameter: 'auth-key' });
  expect(await sync({ feeds: [keyed] })).toMatchObject({
    outcome: 'keyless',
    why: expect.stringContaining('abuseChKey'),
  });
  expect(asked).toEqual([]);
  answer = (_, response) => response.writeHead(500).end();
  const { why } = (await sync({ feeds: [{ ...keyed, key: 'a-secret' }] })) ?? {};
  expect(asked[0]?.url).toBe('/exits.txt?auth-key=a-secret');
  expect(why).not.toContain('a-secret');
});

test('lists come packed, and of a ranking only the top is kept', async () => {
  answer = body(gzipSync(addresses(7)));
  expect((await sync())?.entries).toBe(7);
  answer = body(zipOf('top.csv', '1,a.example\n2,b.example\n3,c.example\n4,d.example\n'));
  const top = feed({ name: 'top', category: 'popular', rows: 3 });
  expect(await sync({ feeds: [top] })).toMatchObject({ outcome: 'fetched', entries: 3 });
  expect(await inForce([top])).toEqual(['top 3']);
});

test('who is killed in the middle of a download leaves what was kept', async () => {
  answer = body(addresses(3));
  const config = join(dataDir, 'vedette.yaml');
  const own = `{ exits: { address: "${origin}/exits.txt", category: tor-exit } }`;
  writeFileSync(config, `dataDir: ${dataDir}\nfeeds: []\nownFeeds: ${own}\n`);
  await sync();
  const reached = Promise.withResolvers<void>();
  answer = (_, response) => {
    response.writeHead(200).write(addresses(1000));
    reached.resolve();
  };
  const args = [MAIN, 'intel', 'sync', 'exits', `--config=${config}`];
  const child = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, VEDETTE_DATA_DIR: '' } });
  await reached.promise;
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await inForce()).toEqual(['exits 3']);
  answer = body(addresses(4));
  expect(await sync()).toMatchObject({ outcome: 'fetched', entries: 4 });
});

test('two that fetch at once leave one whole list', async () => {
  let requests = 0;
  answer = (_, response) => response.end(addresses(3, 10 * requests++));
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => sync()));
  expect(outcomes.map((outcome) => outcome?.outcome)).toEqual(outcomes.map(() => 'fetched'));
  expect(await inForce()).toEqual(['exits 3']);
  expect(readdirSync(intelFolder(dataDir, 'feeds', 'exits')).filter((name) => name.endsWith('.draft'))).toEqual([]);
});

test('who was stopped in the middle leaves nothing that is taken for a list', async () => {
  answer = body(addresses(3));
  await sync();
  const folder = intelFolder(dataDir, 'feeds', 'exits');
  const left = [`${'ab'.repeat(32)}.list`, 'state.json.1.draft'].map((name) => join(folder, name));
  const age = (ms: number) => left.forEach((file) => utimesSync(file, (now - ms) / 1000, (now - ms) / 1000));
  for (const file of left) writeFileSync(file, '192.0.2');
  age(hours(23));
  expect(await inForce()).toEqual(['exits 3']);
  answer = body(addresses(4));
  await sync();
  // Recent files may belong to a process that is still at work.
  expect(left.filter(existsSync)).toEqual(left);
  age(hours(25));
  answer = body(addresses(5));
  await sync();
  expect(left.filter(existsSync)).toEqual([]);
});

test('a version is there for a day after others took its place', async () => {
  answer = body(addresses(3));
  await sync();
  const [first] = pinIntel({ lists: [], dataDir, feeds: [feed()] }, now).lists;
  now += days(10);
  for (const count of [4, 5, 6]) {
    answer = body(addresses(count));
    await sync();
    expect(existsSync(first?.file ?? '')).toBe(true);
    now += hours(11);
  }
  answer = body(addresses(7));
  await sync();
  expect(existsSync(first?.file ?? '')).toBe(false);
});

test('a damaged list gives way to the one before, and is fetched again', async () => {
  answer = body(addresses(3), { etag: '"a"' });
  await sync();
  answer = body(addresses(4), { etag: '"b"' });
  await sync();
  const [list] = pinIntel({ lists: [], dataDir, feeds: [feed()] }, now).lists;
  writeFileSync(list?.file ?? '', '192.0.2.1');
  expect(await inForce()).toEqual(['exits 3']);
  expect((await sync())?.outcome).toBe('fetched');
  expect(asked.at(-1)?.headers['if-none-match']).toBeUndefined();
  expect(await inForce()).toEqual(['exits 4']);
  // A state that cannot be read counts as that of a list that was never fetched.
  writeFileSync(join(intelFolder(dataDir, 'feeds', 'exits'), 'state.json'), '{"current":');
  expect(await inForce()).toEqual([]);
});

test('what is pinned stays what it is, and a new pin tells whether anything changed', async () => {
  answer = body(addresses(3), { etag: '"a"' });
  await sync();
  const sources = { lists: [], dataDir, feeds: [feed()] };
  const before = pinIntel(sources, now);
  answer = (_, response) => response.writeHead(304).end();
  now += hours(1);
  await sync();
  expect(pinKey(pinIntel(sources, now))).toBe(pinKey(before));
  answer = body(addresses(4));
  await sync();
  expect(pinKey(pinIntel(sources, now))).not.toBe(pinKey(before));
  expect((await openPinned(before)).describe().lists[0]?.addressEntries).toBe(3);
  expect(pinKey(pinIntel(sources, now + days(3)))).not.toBe(pinKey(pinIntel(sources, now)));
});

test('a publisher is asked no more often than it wants', async () => {
  answer = body(addresses(3));
  await sync({ dueAfterHours: 0 });
  expect((await sync({ dueAfterHours: 0 }))?.outcome).toBe('waiting');
  now += hours(1);
  expect((await sync({ dueAfterHours: 0 }))?.outcome).toBe('unchanged');
});

test('AWS’s ranges are kept the same way', async () => {
  const document = JSON.stringify({
    createDate: '2026-03-02-10-15-00',
    prefixes: [{ ip_prefix: '192.0.2.0/24' }],
    ipv6_prefixes: [],
  });
  answer = body(document);
  const ranges = { feeds: [], only: [AMAZON_RANGES], amazonUrl: `${origin}/ip-ranges.json` };
  expect(await sync(ranges)).toEqual({ name: AMAZON_RANGES, outcome: 'fetched', entries: 1 });
  answer = body('<html>captive portal</html>');
  expect((await sync(ranges))?.why).toContain("It is not AWS's ip-ranges.json");
  const { intel, from } = await openIntel({ lists: [], dataDir });
  expect(intel.amazon('192.0.2.9')).toBe(true);
  expect(readFileSync(from.ranges?.file ?? '', 'utf8')).toBe(document);
});

/** An archive of one file, as zip programs write it. */
function zipOf(name: string, text: string): Uint8Array {
  const packed = deflateRawSync(text);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(text.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(text.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}
