import type { FindingCursor } from '#db/queries/findings.ts';
import type { FindingOrder } from '#services/model/finding-fields.ts';
import { badInput } from './builder.ts';
import { isMoment } from '#services/model/moment.ts';

export const PAGE_SIZE = 20;
export const PAGE_SIZE_MAX = 100;

interface PageArgs {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
}

/** Complexity of the query that reads a page. */
const QUERY_COST = 20;

/**
 * The cost of a connection: the default ignores `first`, but a page of a hundred costs a hundred times one. Larger
 * pages are refused by `checkPage`.
 */
export function pageCost({ first, last }: PageArgs) {
  return { field: QUERY_COST, multiplier: Math.min(first ?? last ?? PAGE_SIZE, PAGE_SIZE_MAX) };
}

/**
 * Refuses invalid page sizes instead of clamping them: a caller that asks for 500 and gets 100 would take it for
 * everything.
 */
export function checkPage({ first, last }: PageArgs): void {
  if (first != null && last != null) throw badInput('Use first or last, not both.');
  const size = first ?? last ?? PAGE_SIZE;
  if (size < 0 || size > PAGE_SIZE_MAX)
    throw badInput(`A page has 0 to ${PAGE_SIZE_MAX} entries; you asked for ${size}.`);
}

/** A cursor names its order: its place means something else in another order. */
export function printCursor({ by, descending }: FindingOrder, { value, id }: FindingCursor): string {
  return Buffer.from(JSON.stringify([by, descending, value, id])).toString('base64url');
}

export function parseCursor(order: FindingOrder, cursor: string | undefined): FindingCursor | undefined {
  if (cursor === undefined) return undefined;
  const [by, descending, value, id] = cursorParts(cursor);
  if (by !== order.by || descending !== order.descending || !isPlace(value) || typeof id !== 'string' || !ID.test(id))
    throw badInput('This cursor does not belong to this list in this order: start again without it.');
  return { value, id };
}

/** The form of a finding's id in cursors. */
export const ID = /^[\w-]{1,64}$/;

/** Whether a number is in the range of moments in ms, which includes severities, and fits the database. */
function isPlace(value: unknown): value is number {
  return typeof value === 'number' && isMoment(value);
}

/** The parts of a cursor, still to be checked; empty for text that no connection made. */
export function cursorParts(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) && !value.some(isUnstorable) ? value : [];
  } catch {
    return [];
  }
}

/** PostgreSQL refuses NUL and halves of surrogate pairs in text. */
function isUnstorable(part: unknown): boolean {
  return typeof part === 'string' && (part.includes('\0') || !part.isWellFormed());
}
