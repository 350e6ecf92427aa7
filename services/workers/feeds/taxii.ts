import { z } from 'zod';
import { Failure } from '#services/model/failure.ts';
import type { Feed } from '#services/model/feed.ts';
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

/** A collection with more pages must be requested for a shorter period. */
const PAGES_MAX = 1000;
const BYTES_MAX = 64 * 2 ** 20;

/**
 * The indicators of a collection ("TAXII Version 2.1", "Get Objects") that were added within the lifetime of its
 * entries, as one STIX bundle. Each download is complete, so indicators that were withdrawn or are past their lifetime
 * disappear.
 *
 * @throws Failure that says what to do
 */
export async function downloadCollection(fetch: Fetch, feed: Feed, addedAfter: Date): Promise<Uint8Array> {
  const root = feed.address.replace(/\/*$/, '/');
  const id = await collectionId(fetch, feed, root);
  const objects: unknown[] = [];
  let left = BYTES_MAX;
  let place: { readonly [parameter: string]: string } = { added_after: addedAfter.toISOString() };
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const query = new URLSearchParams({ 'match[type]': 'indicator', ...place });
    const address = `${root}collections/${encodeURIComponent(id)}/objects/?${query}`;
    const { document, headers, size } = await ask(fetch, feed, address, ENVELOPE, left);
    objects.push(...document.objects);
    left -= size;
    if (!document.more) return Buffer.from(JSON.stringify({ type: 'bundle', id: `bundle--${id}`, objects }));
    place = placeAfter(feed, place, document.next, headers.get('x-taxii-date-added-last'));
  }
  throw new Failure('unusable', `${root} has more than ${PAGES_MAX} pages: shorten entriesLiveDays.`);
}

/** Where the next page begins: servers without `next` state when the last object of this page was added. */
function placeAfter(
  { address }: Feed,
  before: { readonly [parameter: string]: string },
  next: string | undefined,
  lastAdded: string | null,
): { readonly [parameter: string]: string } {
  const { added_after: after = '' } = before;
  const place: typeof before = next === undefined ? { added_after: lastAdded ?? after } : { added_after: after, next };
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
