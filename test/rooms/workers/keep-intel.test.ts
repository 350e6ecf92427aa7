import { mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { auditPage } from '#db/queries/audit.ts';
import { allCoverage } from '#db/queries/coverage.ts';
import { loadDetectors } from '#services/detectors.ts';
import { NO_ACCOUNT } from '#services/model/coverage.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Feed } from '#services/model/feed.ts';
import type { Intel } from '#services/model/intel.ts';
import { days, hours, iso } from '#services/model/time.ts';
import { openIntel } from '#services/workers/adapters/intel-store.ts';
import { forget, intelFolder, keepVersion } from '#services/workers/adapters/kept-lists.ts';
import { noteListAct } from '#services/workers/adapters/list-acts.ts';
import { IntelKeeper, keepIntel, type KeepParts } from '#services/workers/keep-intel.ts';
import { openEmpty } from '../../databases.ts';
import { testWorld, type TestWorld } from './world.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

const FEED: Feed = {
  name: 'exits',
  of: 'exits',
  category: 'tor-exit',
  address: 'https://lists.example/exits.txt',
  homepage: 'https://lists.example',
  licence: 'none',
  free: true,
  entriesLiveDays: 2,
  smallest: 1,
  most: 10,
  hoursBetween: 1,
};

let database: Database;
let detectors: readonly AnyDetector[];
let dataDir = '';
let world: TestWorld;
/** The publisher's list; undefined when the publisher does not answer. */
let published: string | undefined;
let asked = 0;
const replaced: Intel[] = [];

beforeAll(async () => {
  database = await openEmpty();
  detectors = (await loadDetectors()).filter(({ needs = [] }) => needs.includes('tor-exit'));
});
afterAll(() => database.close());
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vedette-keep-'));
  world = testWorld(database, []);
  published = '192.0.2.1\n';
  asked = 0;
  replaced.length = 0;
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const fetch: typeof globalThis.fetch = async (address) => {
  if (String(address) !== FEED.address) return new Response(null, { status: 404 });
  asked++;
  return published === undefined ? new Response(null, { status: 503 }) : new Response(published);
};

async function partsOf(more: Partial<KeepParts> = {}, lists: KeepParts['sources']['lists'] = []): Promise<KeepParts> {
  const sources = { lists, dataDir, feeds: [FEED] };
  return {
    world,
    detectors,
    sources,
    feeds: [FEED],
    syncHours: 6,
    fetch,
    opened: await openIntel(sources),
    replace: async ({ intel }) => void replaced.push(intel),
    ...more,
  };
}

async function coverage() {
  const facts = await allCoverage(database.db, EVERYTHING);
  return facts
    .filter(({ accountId }) => accountId === NO_ACCOUNT)
    .map(({ state, reason, detail }) => ({ state, reason, detail }));
}

test('what a publisher has is in force at the next look, and it is asked again when it is due', async () => {
  const keeper = new IntelKeeper(await partsOf());
  await keeper.look();
  expect(replaced.map((intel) => intel.address('192.0.2.1', 'tor-exit')?.list)).toEqual(['exits']);
  await keeper.look();
  world.advance(hours(5));
  await keeper.look();
  expect(asked).toBe(1);
  published = '192.0.2.2\n';
  world.advance(hours(1));
  await keeper.look();
  expect(asked).toBe(2);
  expect(replaced.at(-1)?.address('192.0.2.2', 'tor-exit')).toBeDefined();
  expect(replaced).toHaveLength(2);
});

test('what came of asking is told once, and nothing is told of lists that are not asked for', async () => {
  const keyed: Feed = { ...FEED, name: 'keyed', keyParameter: 'auth-key' };
  const keeper = new IntelKeeper(await partsOf({ feeds: [FEED, keyed] }));
  await keeper.look();
  await keeper.look();
  const fetched = world.told.filter(({ event }) => event === 'list-fetched').map(({ details }) => details);
  expect(fetched).toMatchObject([
    { name: 'ip-ranges', outcome: 'unreachable' },
    { name: 'exits', outcome: 'fetched', entries: 1 },
  ]);
});

test('a publisher that fails is asked again as soon as it lets us, and its list dies of age', async () => {
  const keeper = new IntelKeeper(await partsOf());
  await keeper.look();
  expect(await coverage()).toEqual([{ state: 'covered', reason: 'reading', detail: expect.any(String) }]);
  published = undefined;
  world.advance(hours(6));
  await keeper.look();
  world.advance(hours(1));
  await keeper.look();
  expect(asked).toBe(3);
  expect(replaced).toHaveLength(1);
  expect(world.told.filter(({ event }) => event === 'list-fetched').at(-1)?.details).toMatchObject({
    outcome: 'unreachable',
  });
  world.advance(days(2));
  await keeper.look();
  expect(replaced.at(-1)?.has('tor-exit')).toBe(false);
  const [fact] = await coverage();
  expect(fact).toMatchObject({ state: 'gap', reason: 'list-missing' });
  expect(fact?.detail).toMatch(/No list of tor-exit.*TorIPCaller.*exits: It was last downloaded/);
});

test('lists that somebody adds, removes or writes are taken up', async () => {
  const file = join(dataDir, 'ours.txt');
  writeFileSync(file, '192.0.2.7\n');
  const keeper = new IntelKeeper(await partsOf({ syncHours: 0 }, [{ category: 'custom', file }]));
  await keeper.look();
  expect(replaced).toHaveLength(0);
  expect(asked).toBe(0);

  const added = intelFolder(dataDir, 'own', 'incident');
  const until = world.now().getTime() + days(1);
  keepVersion(added, Buffer.from('192.0.2.8\n'), { entries: 1, now: 0, category: 'custom', expiresAt: until });
  await keeper.look();
  expect(replaced.at(-1)?.address('192.0.2.8', 'custom')?.list).toBe('incident');
  world.advance(days(1));
  await keeper.look();
  expect(replaced.at(-1)?.address('192.0.2.8', 'custom')).toBeUndefined();
  forget(added);
  writeFileSync(file, '192.0.2.9\n192.0.2.10\n');
  await keeper.look();
  expect(replaced.at(-1)?.address('192.0.2.9', 'custom')).toBeDefined();

  // If a list's file disappears, the list stays in force.
  const before = replaced.length;
  unlinkSync(file);
  await keeper.look();
  await keeper.look();
  expect(replaced).toHaveLength(before);
  expect(world.told.filter(({ event }) => event === 'intel-failed')).toEqual([
    {
      event: 'intel-failed',
      details: { troubles: [expect.stringMatching(`^${RegExp.escape(file)}: The list cannot`)] },
    },
  ]);
  expect(world.told.filter(({ event }) => event === 'intel-replaced').at(-1)?.details).toMatchObject({
    lists: ['ours'],
  });
});

const never: typeof globalThis.fetch = (_, init) =>
  new Promise((_resolve, reject) => void init?.signal?.addEventListener('abort', () => reject(new Error('ended'))));

test('what fails is told and tried again, and ends when the service ends', async () => {
  let tries = 0;
  const parts = await partsOf({
    async replace() {
      tries++;
      throw new Error('no memory');
    },
  });
  const keeper = new IntelKeeper(parts);
  await keeper.look();
  await keeper.look();
  expect(tries).toBe(2);
  expect(world.told.filter(({ event }) => event === 'intel-failed')).toHaveLength(2);

  world.advance(hours(6));
  await keepIntel({ ...parts, fetch: never })[Symbol.asyncDispose]();
});

test('what the owner did to lists is in the audit log before it is in force, once and in order', async () => {
  for (const [n, what] of ['list.added', 'list.removed'].entries())
    noteListAct(dataDir, { who: 'local', what, subject: 'offices' }, world.now().getTime() + n);
  const keeper = new IntelKeeper(await partsOf());
  await keeper.look();
  await keeper.look();
  const told = await auditPage(database.db, EVERYTHING, { subject: 'offices', limit: 9 });
  expect(told.map(({ entry: { what, about } }) => [what, about])).toEqual([
    ['list.removed', { at: iso(world.now().getTime() + 1) }],
    ['list.added', { at: iso(world.now().getTime()) }],
  ]);
});

test('a note that cannot be read is told of in its place, once, and delays neither other notes nor lists', async () => {
  noteListAct(dataDir, { who: 'local', what: 'list.added', subject: 'depots' }, world.now().getTime());
  const folder = join(dataDir, 'intel', 'acts');
  writeFileSync(join(folder, 'cut.json'), '{"who":"local","what":"li');
  writeFileSync(join(folder, 'odd.json'), '{"who":7,"what":"list.added"}');
  const keeper = new IntelKeeper(await partsOf());
  await keeper.look();
  await keeper.look();
  expect(replaced).toHaveLength(1);
  const rows = await auditPage(database.db, EVERYTHING, { limit: 3 });
  expect(rows.map(({ entry: { who, what, subject } }) => [who, what, subject])).toEqual([
    ['vedette', 'list.unreadable-note', 'odd'],
    ['vedette', 'list.unreadable-note', 'cut'],
    ['local', 'list.added', 'depots'],
  ]);
  expect(readdirSync(folder)).toEqual(['cut.json.unreadable', 'odd.json.unreadable']);
});
