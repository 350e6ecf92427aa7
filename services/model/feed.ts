import type { ListCategory } from './intel.ts';

/** A list that its publisher keeps at an address, and that Vedette fetches by itself. Nothing of it is shipped. */
export interface Feed {
  /** Its file's name, and the list's in findings. */
  readonly name: string;
  /** What it is of: finishes the sentence "This is a list of …". */
  readonly of: string;
  readonly category: ListCategory;
  /** Where it is: https, or http on this machine. */
  readonly address: string;
  readonly homepage: string;
  /** What its publisher lets others do with it. */
  readonly licence: string;
  /** Whether that lets anybody use it for anything: then it is on unless somebody says which feeds are. */
  readonly free: boolean;
  /** For how long its entries are believed after it was last seen to be current: addresses change hands. */
  readonly entriesLiveDays: number;
  /** Fewer entries than this are no whole list. */
  readonly smallest: number;
  /** More entries than this are something else. */
  readonly most: number;
  /** How often its publisher lets it be asked for. */
  readonly hoursBetween: number;
  /** Only so many rows from the top, of a ranking that is much longer. */
  readonly rows?: number;
  /** The parameter of the address in which its publisher wants a key. Without the key it is not fetched. */
  readonly keyParameter?: string;
  /** Its address is an API root of TAXII 2.1, and this its collection there, by id or title. */
  readonly collection?: string | undefined;
  /** What is sent as the header `Authorization`. */
  readonly authorization?: string | undefined;
  /** The key that `keyParameter` carries. */
  readonly key?: string | undefined;
}

export function defineFeed(feed: Omit<Feed, 'collection' | 'authorization' | 'key'>): Feed {
  return feed;
}
