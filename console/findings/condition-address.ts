import { conditionOf, isList, tidied, type Condition, type Query } from './conditions.ts';
import { PROPERTIES, type Operator } from './properties.ts';

/** What follows a property's name in an address; nothing for the usual comparison. */
const SUFFIXES: Readonly<Record<Operator, string>> = {
  '=': '',
  ':': '',
  '!=': '.not',
  '!:': '.not',
  '>=': '.from',
  '<': '.below',
};

const JOIN = 'join';
/** A list of conditions that are joined the other way, as a query string of its own. */
const LIST = 'of';

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

/** The query that an address contains. What makes no sense is left out. */
export function readQuery(search: URLSearchParams): Query {
  const lists = listsIn(search).map((list) => [...conditionsIn(list), ...listsIn(list).flatMap(conditionsIn)]);
  return tidied({ join: search.get(JOIN) === 'or' ? 'or' : 'and', parts: [...conditionsIn(search), ...lists] });
}

function listsIn(search: URLSearchParams): readonly URLSearchParams[] {
  return search.getAll(LIST).map((text) => new URLSearchParams(text));
}

function conditionsIn(search: URLSearchParams): readonly Condition[] {
  return [...new Set(search.keys())].flatMap((key) => {
    const [operator, name] = NAMED.get(key) ?? [];
    return operator === undefined ? [] : conditionOf(name, operator, search.getAll(key));
  });
}

/** Operators and properties by what an address says. */
const NAMED: ReadonlyMap<string, readonly [Operator, string]> = new Map(
  [...PROPERTIES.values()].flatMap(({ name, comparisons }) =>
    [...comparisons.keys()].map((operator) => [`${name}${SUFFIXES[operator]}`, [operator, name]] as const),
  ),
);
