import { z } from 'zod';
import { Failure } from '#services/model/failure.ts';
import type { Feed } from '#services/model/feed.ts';
import { days } from '#services/model/time.ts';
import { download, type Fetch } from './download.ts';

const MEDIA_TYPE = 'application/taxii+json;version=2.1';
const COLLECTIONS = z.looseObject({
  collections: z
    .array(z.looseObject({ id: z.string(), title: z.string(), can_read: z.boolean().optional() }))
    .default([]),
});
const ENVELOPE = z.looseObject({
  more: z.boolean().default(false),
  next: z.string().optional(),
  objects: z.array(z.unknown()).default([]),
});

const INDICATOR = z.looseObject({ id: z.string(), valid_until: z.iso.datetime().optional() });

/** Maximum of pages that are requested from a collection, and of bytes that are kept. */
const PAGES_MAX = 1000;
const BYTES_MAX = 64 * 2 ** 20;

/**
 * The indicators of a collection ("TAXII Version 2.1", "Get Objects") as one STIX bundle: those that were added within
 * the lifetime of its entries, and older ones whose publisher says that they are still valid. Each download is complete,
 * so indicators that were withdrawn or are past their lifetime disappear.
 *
 * @param now ms since the epoch
 * @throws Failure that says what to do
 */
export async function downloadCollection(fetch: Fetch, feed: Feed, now: number): Promise<Uint8Array> {
  const root = feed.address.replace(/\/*$/, '/');
  const id = await collectionId(fetch, feed, root);
  const objectsAt = `${root}collections/${encodeURIComponent(id)}/objects/`;
  const since = now - days(feed.entriesLiveDays);
  const objects: unknown[] = [];
  const recent = new Set<string>();
  let left = BYTES_MAX;
  for await (const page of pagesOf(fetch, feed, objectsAt, { added_after: new Date(since).toISOString() })) {
    for (const object of page.objects) {
      recent.add(INDICATOR.safeParse(object).data?.id ?? '');
      objects.push(object);
    }
    left -= page.size;
    if (left < 0) throw tooMuch(root);
  }
  for await (const page of pagesOf(fetch, feed, objectsAt, {})) {
    for (const object of page.objects) {
      const { data } = INDICATOR.safeParse(object);
      if (data?.valid_until === undefined || recent.has(data.id) || Date.parse(data.valid_until) < now) continue;
      left -= Buffer.byteLength(JSON.stringify(object));
      if (left < 0) throw tooMuch(root);
      objects.push(object);
    }
    // Pages are in the order in which their objects were added, so the objects of later pages were read above.
    if (page.lastAdded !== null && Date.parse(page.lastAdded) >= since) break;
  }
  return Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${id}`, objects }));
}

function tooMuch(root: string): Failure {
  return new Failure(
    'unusable',
    `${root} has more than ${BYTES_MAX} bytes of valid indicators: name a smaller collection.`,
  );
}

interface Page {
  readonly objects: readonly unknown[];
  readonly size: number;
  /** When the last of them was added, as the server says it. */
  readonly lastAdded: string | null;
}

/** The pages from a place on. */
async function* pagesOf(
  fetch: Fetch,
  feed: Feed,
  objectsAt: string,
  from: { readonly [parameter: string]: string },
): AsyncGenerator<Page> {
  let place = from;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const address = `${objectsAt}?${new URLSearchParams({ 'match[type]': 'indicator', ...place })}`;
    const { document, headers, size } = await ask(fetch, feed, address, ENVELOPE, BYTES_MAX);
    const lastAdded = headers.get('x-taxii-date-added-last');
    yield { objects: document.objects, size, lastAdded };
    if (!document.more) return;
    place = placeAfter(feed, place, document.next, lastAdded);
  }
  throw new Failure('unusable', `${feed.address} has more than ${PAGES_MAX} pages: name a smaller collection.`);
}

/** Where the next page begins: servers without `next` state when the last object of this page was added. */
function placeAfter(
  { address }: Feed,
  before: { readonly [parameter: string]: string },
  next: string | undefined,
  lastAdded: string | null,
): { readonly [parameter: string]: string } {
  const after = lastAdded ?? before['added_after'];
  const place = { ...before, ...(next === undefined ? after !== undefined && { added_after: after } : { next }) };
  if (new URLSearchParams(place).toString() !== new URLSearchParams(before).toString()) return place;
  throw new Failure('unusable', `${address} announces more pages but returns the same one again: try again later.`);
}

/** The collection's id. The settings may name the collection by its title instead. */
async function collectionId(fetch: Fetch, feed: Feed, root: string): Promise<string> {
  const { document } = await ask(fetch, feed, `${root}collections/`, COLLECTIONS, BYTES_MAX);
  const found = document.collections.find(({ id, title }) => id === feed.collection || title === feed.collection);
  if (found !== undefined && found.can_read !== false) return found.id;
  const readable = document.collections.filter(({ can_read: can }) => can !== false).map(({ title }) => title);
  throw new Failure(
    'unusable',
    found === undefined
      ? `${root} has no collection ${feed.collection ?? ''}. Readable collections: ${readable.join(', ') || 'none'}.`
      : `${root} denies reading its collection ${found.title}: ask its owner.`,
  );
}

async function ask<Document>(
  fetch: Fetch,
  { address: shown, authorization }: Feed,
  address: string,
  schema: z.ZodType<Document>,
  bytesMax: number,
): Promise<{ readonly document: Document; readonly headers: Headers; readonly size: number }> {
  const headers = { accept: MEDIA_TYPE, ...(authorization !== undefined && { authorization }) };
  const { bytes = new Uint8Array(), ...answer } = await download(fetch, { address, headers, shown, bytesMax });
  const document = schema.safeParse(json(bytes));
  if (document.success) return { document: document.data, headers: answer.headers, size: bytes.length };
  throw new Failure('unusable', `${shown} does not speak TAXII 2.1: give the address of an API root.`);
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
