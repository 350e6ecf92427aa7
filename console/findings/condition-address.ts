import type { Operator } from './properties.ts';
import { isList, type Condition, type Query } from './query.ts';

/** What follows a property's name in an address; nothing for the usual comparison. */
export const SUFFIXES: Readonly<Record<Operator, string>> = {
  '=': '',
  ':': '',
  '!=': '.not',
  '!:': '.not',
  '>=': '.from',
  '<': '.below',
};

export const JOIN = 'join';
/** A list of conditions that are joined the other way, as a query string of its own. */
export const LIST = 'of';

/** Adds a query to an address: `severity=high&account.not=111122223333`. */
export function writeQuery(search: URLSearchParams, { join, parts }: Query): void {
  if (join === 'or') search.set(JOIN, 'or');
  writeParts(search, parts);
}

function writeParts(search: URLSearchParams, parts: Query['parts']): void {
  for (const part of parts) {
    // A second condition like an earlier one would be read as more values of it.
    if (isList(part) || search.has(keyOf(part))) {
      const list = new URLSearchParams();
      writeParts(list, isList(part) ? part : [part]);
      search.append(LIST, String(list));
    } else for (const value of part.values) search.append(keyOf(part), value);
  }
}

function keyOf({ property, operator }: Condition): string {
  return `${property}${SUFFIXES[operator]}`;
}
