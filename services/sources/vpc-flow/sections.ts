import { Buffer } from 'node:buffer';
import { isKnown } from './fields.ts';
import { headerOf, wordsOf } from './layout.ts';

/**
 * Concatenated files of different formats are one text with several headers, each of which applies to the lines below
 * it. Rewrites such a text, line for line, in one format that has all known fields, so that many headers cost no more
 * than as many records. Undefined when there is no header.
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
    // A line whose number of fields differs from its header's must be unreadable: one that happens to fit the new
    // format gets a surplus field.
    return words.length === fields.length ? `${line} ${TOO_MUCH}` : line;
  });
  return { fields, text: Buffer.from(written.join('\n')) };
}

const TOO_MUCH = '?';

/** The known fields of all headers. */
function fieldsIn(lines: readonly string[]): readonly string[] {
  const fields = new Set<string>();
  for (const line of lines) for (const field of headerIn(line, undefined) ?? []) if (isKnown(field)) fields.add(field);
  return [...fields];
}

/** Quick check: every header contains an address field, and no record does. */
export function headerIn(line: string, words: readonly string[] | undefined): readonly string[] | undefined {
  return line.includes('addr') || line.includes('ADDR') || line.includes('Addr')
    ? headerOf(words ?? wordsOf(line))
    : undefined;
}

function withoutMark(line: string): string {
  return line.startsWith('\uFEFF') ? line.slice(1) : line;
}
