import { hash } from './hash.ts';

/** Long enough for a domain name or an ARN; a client may send a user agent of a megabyte. */
const LENGTH_MAX = 256;

/**
 * A text within the length a tally keeps. A hash replaces the part that is cut off, so different texts stay different.
 */
export function short(text: string): string {
  if (text.length <= LENGTH_MAX) return text;
  const tail = `…${hash(text).toString(16)}`;
  // A cut may split a surrogate pair.
  return text.slice(0, LENGTH_MAX - tail.length).toWellFormed() + tail;
}
