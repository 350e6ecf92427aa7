import { expect, test } from 'vitest';
import type { Feed } from '#services/model/feed.ts';
import { days } from '#services/model/time.ts';
import { downloadCollection } from '#services/workers/feeds/taxii.ts';

const ROOT = 'https://taxii.example/api1/';
const FEED: Feed = {
  name: 'partners',
  of: 'partners',
  category: 'malicious',
  address: 'https://taxii.example/api1',
  homepage: '',
  licence: 'ours',
  free: true,
  entriesLiveDays: 30,
  smallest: 1,
  most: 10,
  hoursBetween: 1,
  collection: 'Indicators',
  authorization: 'Basic abc',
};
const COLLECTIONS = {
  collections: [
    { id: '91a7b528-80eb-42ed-a74d-c6fbd5a26116', title: 'Indicators', can_read: true },
    { id: '52892447-4d7e-4f70-b94d-d7f22742ff63', title: 'Secret', can_read: false },
  ],
};
const SINCE = new Date('2026-02-01T00:00:00Z');
const NOW = SINCE.getTime() + days(30);

interface Page {
  readonly body: unknown;
  readonly lastAdded?: string;
}

/** A server that gives these pages one after the other, and says what it was asked. */
function serverOf(pages: readonly Page[], collections: unknown = COLLECTIONS, older: readonly Page[] = []) {
  const asked: { readonly url: URL; readonly headers: Headers }[] = [];
  const left = { lately: [...pages], older: [...older] };
  let which: keyof typeof left = 'lately';
  const fetch: typeof globalThis.fetch = async (address, init) => {
    const url = new URL(String(address));
    asked.push({ url, headers: new Headers(init?.headers) });
    if (url.href === `${ROOT}collections/`) return Response.json(collections);
    if (!url.searchParams.has('next')) which = url.searchParams.has('added_after') ? 'lately' : 'older';
    const page = left[which].shift();
    return Response.json(
      page?.body ?? {},
      page?.lastAdded ? { headers: { 'x-taxii-date-added-last': page.lastAdded } } : {},
    );
  };
  return { fetch, asked };
}

const object = (id: number) => ({ type: 'indicator', id: `indicator--${id}` });

async function idsOf(server: ReturnType<typeof serverOf>, feed = FEED): Promise<unknown> {
  const bytes = await downloadCollection(server.fetch, feed, NOW);
  const bundle = JSON.parse(Buffer.from(bytes).toString());
  expect(bundle.type).toBe('bundle');
  return bundle.objects.map(({ id }: { readonly id: string }) => id);
}

test('all pages of a collection, found by its title, become one bundle', async () => {
  const server = serverOf([
    { body: { more: true, next: 'p2', objects: [object(1), object(2)] } },
    { body: { more: true, next: 'p3', objects: [object(3)] } },
    { body: { objects: [object(4)] } },
  ]);
  expect(await idsOf(server)).toEqual([1, 2, 3, 4].map((id) => `indicator--${id}`));
  const pages = server.asked.slice(1, -1);
  expect(pages.map(({ url }) => url.searchParams.get('next'))).toEqual([null, 'p2', 'p3']);
  for (const { url, headers } of pages) {
    expect(url.pathname).toBe('/api1/collections/91a7b528-80eb-42ed-a74d-c6fbd5a26116/objects/');
    expect(url.searchParams.get('added_after')).toBe(SINCE.toISOString());
    expect(url.searchParams.get('match[type]')).toBe('indicator');
    expect(headers.get('accept')).toBe('application/taxii+json;version=2.1');
    expect(headers.get('authorization')).toBe('Basic abc');
  }
});

test('a server without pages by name is asked for what was added later', async () => {
  const server = serverOf([
    { body: { more: true, objects: [object(1)] }, lastAdded: '2026-02-05T00:00:00.000Z' },
    { body: { more: false, objects: [object(2)] } },
  ]);
  expect(await idsOf(server, { ...FEED, collection: '91a7b528-80eb-42ed-a74d-c6fbd5a26116' })).toHaveLength(2);
  expect(server.asked.at(-2)?.url.searchParams.get('added_after')).toBe('2026-02-05T00:00:00.000Z');
});

test('what was added earlier is there as long as its publisher calls it valid', async () => {
  const valid = (id: number, left: number) => ({
    ...object(id),
    valid_until: new Date(NOW + days(left)).toISOString(),
  });
  const server = serverOf([{ body: { objects: [object(1)] } }], COLLECTIONS, [
    {
      body: { more: true, next: 'p2', objects: [valid(2, 1), valid(3, -1), object(4)] },
      lastAdded: '2025-07-01T00:00:00Z',
    },
    { body: { more: true, next: 'p3', objects: [valid(5, 300), object(1)] }, lastAdded: SINCE.toISOString() },
    { body: { objects: [valid(6, 1)] } },
  ]);
  expect(await idsOf(server)).toEqual([1, 2, 5].map((id) => `indicator--${id}`));
  expect(server.asked.map(({ url }) => url.searchParams.get('next'))).toEqual([null, null, null, 'p2']);
});

test('an empty collection is an empty bundle', async () => {
  expect(await idsOf(serverOf([{ body: {} }]))).toEqual([]);
});

test.each([
  ['the same one again', serverOf([{ body: { more: true, objects: [] } }]), FEED, 'the same one again'],
  [
    'the same name of a page again',
    serverOf([{ body: { more: true, next: 'x' } }, { body: { more: true, next: 'x' } }]),
    FEED,
    'the same one again',
  ],
  ['another collection', serverOf([]), { ...FEED, collection: 'Nobody' }, 'Readable collections: Indicators'],
  ['one that may not be read', serverOf([]), { ...FEED, collection: 'Secret' }, 'denies reading'],
  ['no TAXII', serverOf([], ['hello']), FEED, 'does not speak TAXII 2.1'],
] as const)('%s is refused with a reason', async (_, server, feed, why) => {
  await expect(downloadCollection(server.fetch, feed, NOW)).rejects.toThrow(why);
});
