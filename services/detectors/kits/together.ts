import type { DistinctReading } from '#services/model/tally.ts';

/** All names that one call has, as one text with a line each: a tally takes one value of each record. */
export function together(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join('\n');
}

/** The names in texts of `together`. A tally shows only some of its values, and cuts long ones. */
export function apart(values: readonly (string | number)[]): readonly string[] {
  return [...new Set(values.flatMap((value) => String(value).split('\n')))];
}

/** How many names there are at least in texts of `together`. */
export function atLeast({ size, values }: DistinctReading): number {
  return Math.max(size, apart(values).length);
}
