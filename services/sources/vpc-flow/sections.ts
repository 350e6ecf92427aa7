import { Buffer } from 'node:buffer';
import { headerOf, wordsOf } from './layout.ts';

/**
 * Files of different formats put together are one text with several headers, and a line means what the header above it
 * says. Writes such a text anew under one header that has all fields, line for line; undefined when there are no
 * headers that differ, as in every file that AWS delivers.
 */
export function unifiedSections(
  text: Uint8Array,
): { readonly fields: readonly string[]; readonly text: Uint8Array } | undefined {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const headers = headersIn(bytes);
  const [first, ...others] = headers;
  if (first === undefined || others.every((header) => header.join(' ') === first.join(' '))) return undefined;
  const fields = [...new Set(headers.flat())];
  let places: readonly number[] = [];
  const lines = bytes
    .toString()
    .split('\n')
    .map((line) => {
      const words = wordsOf(line.replace(/^\uFEFF/, ''));
      const header = headerOf(words);
      if (header !== undefined) {
        places = fields.map((field) => header.indexOf(field));
        return '';
      }
      // A line that has not as many fields as its header promises stays as it is, to be told as unreadable.
      if (words.length !== places.filter((place) => place >= 0).length) return line;
      return places.map((place) => words[place] ?? '-').join(' ');
    });
  // The first line was a header: the one for all takes its place.
  lines[lines.indexOf('')] = fields.join(' ');
  return { fields, text: Buffer.from(lines.join('\n')) };
}

/** Addresses are in every header, and in no record. */
function headersIn(bytes: Buffer): readonly (readonly string[])[] {
  const headers: (readonly string[])[] = [];
  for (let at = bytes.indexOf('srcaddr'); at >= 0;) {
    const start = bytes.lastIndexOf('\n', at) + 1;
    const feed = bytes.indexOf('\n', at);
    const end = feed < 0 ? bytes.length : feed;
    const header = headerOf(
      wordsOf(
        bytes
          .subarray(start, end)
          .toString()
          .replace(/^\uFEFF/, ''),
      ),
    );
    if (header !== undefined) headers.push(header);
    at = bytes.indexOf('srcaddr', end);
  }
  return headers;
}
