import type { ListCategory } from './intel.ts';

/**
 * A list that its publisher keeps at an address, and that Vedette fetches by itself. Vedette ships no entries of it.
 */
export interface Feed {
  /** The name of its file, and of the list in findings. */
  readonly name: string;
  /** The content, as the end of the sentence "This is a list of …". */
  readonly of: string;
  readonly category: ListCategory;
  /** Its address: https, or http on this machine. */
  readonly address: string;
  readonly homepage: string;
  /** The publisher's terms of use. */
  readonly licence: string;
  /** Whether the licence permits any use by anybody: then the feed is on unless the owner chose feeds. */
  readonly free: boolean;
  /** How many days entries remain valid after the feed was last seen to be current: addresses change hands. */
  readonly entriesLiveDays: number;
  /** A list with fewer entries is incomplete. */
  readonly smallest: number;
  /** A list with more entries is something else. */
  readonly most: number;
  /** Hours between two fetches, as the publisher permits. */
  readonly hoursBetween: number;
  /** Number of rows to take from the top, of a much longer ranking. */
  readonly rows?: number;
  /** The address's parameter for the publisher's key. Without a key the feed is not fetched. */
  readonly keyParameter?: string;
  /** The collection, by id or title; then the address is an API root of TAXII 2.1. */
  readonly collection?: string | undefined;
  /** Value of the header `Authorization`. */
  readonly authorization?: string | undefined;
  /** The key to send in `keyParameter`. */
  readonly key?: string | undefined;
}

export function defineFeed(feed: Omit<Feed, 'collection' | 'authorization' | 'key'>): Feed {
  return feed;
}
