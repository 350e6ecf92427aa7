import { Buffer } from 'node:buffer';
import { isKnown } from './fields.ts';
import { headerOf, wordsOf } from './layout.ts';

/**
 * Files of different formats put together are one text with several headers, and a line means what the header above it
 * says. Writes such a text anew, line for line, under one format that has all fields there are names for: so many
 * headers cost no more than as many records. Undefined when there is no header.
 */
export function unifiedSections(
  text: Uint8Array,
): { readonly fields: readonly string[]; readonly text: Uint8Array } | undefined {
  const lines = Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString().split('\n').map(withoutMark);
  const fields = fieldsIn(lines);
  if (fields.length === 0) return undefined;
  let header: readonly string[] = [];
  let places: readonly number[] = [];
  const written = lines.map((line) => {
    const words = wordsOf(line);
    const named = headerIn(line, words);
    if (named !== undefined) {
      header = named;
      const placeOf = new Map(named.map((field, place) => [field, place] as const).toReversed());
      places = fields.map((field) => placeOf.get(field) ?? -1);
      return '';
    }
    if (words.length === header.length && words.length > 0) return places.map((place) => words[place] ?? '-').join(' ');
    // A line that has not as many fields as its header promises is to be told as unreadable, not read as if it had.
    return words.length === fields.length ? `${line} ${TOO_MUCH}` : line;
  });
  return { fields, text: Buffer.from(written.join('\n')) };
}

const TOO_MUCH = '?';

/** The fields of all headers that the guide names. */
function fieldsIn(lines: readonly string[]): readonly string[] {
  const fields = new Set<string>();
  for (const line of lines) for (const field of headerIn(line, undefined) ?? []) if (isKnown(field)) fields.add(field);
  return [...fields];
}

/** Addresses are in every header, and in no record. */
export function headerIn(line: string, words: readonly string[] | undefined): readonly string[] | undefined {
  return line.includes('addr') || line.includes('ADDR') || line.includes('Addr')
    ? headerOf(words ?? wordsOf(line))
    : undefined;
}

function withoutMark(line: string): string {
  return line.startsWith('\uFEFF') ? line.slice(1) : line;
}
