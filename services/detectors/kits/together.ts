import type { DistinctReading } from '#services/model/tally.ts';

/** A tally would cut a longer text, and a name with it: what is left of a name would count as another. */
const LENGTH_MAX = 256;

/** The names that one call has, as one text with a line each, as many as fit: a tally takes one value of each record. */
export function together(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const text = names.join('\n');
  const end = text.length <= LENGTH_MAX ? text.length : text.lastIndexOf('\n', LENGTH_MAX);
  return end < 0 ? names[0] : text.slice(0, end);
}

/** The names in texts of `together`. A tally shows only some of its values. */
export function apart(values: readonly (string | number)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => String(value).split('\n')))];
}

/** How many names there are at least in texts of `together`. */
export function atLeast({ size, values }: DistinctReading): number {
  return Math.max(size, apart(values).length);
}
