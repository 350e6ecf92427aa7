import type { FindingCursor } from '#db/queries/findings.ts';
import type { FindingOrder } from '#services/model/finding-fields.ts';
import { badInput } from './builder.ts';
import { MOMENT_MAX } from './moment.ts';

export const PAGE_SIZE = 20;
export const PAGE_SIZE_MAX = 100;

interface PageArgs {
  readonly first?: number | null | undefined;
  readonly last?: number | null | undefined;
}

/** What a connection costs: the default ignores `first`, and a page of a hundred is a hundred times one. What is more is refused by name. */
export function pageCost({ first, last }: PageArgs) {
  return { field: 1, multiplier: Math.min(first ?? last ?? PAGE_SIZE, PAGE_SIZE_MAX) };
}

/** Refuses page sizes instead of bending them: who asks for 500 and gets 100 takes it for all there is. */
export function checkPage({ first, last }: PageArgs): void {
  if (first != null && last != null) throw badInput('Ask for the first or for the last, not for both.');
  const size = first ?? last ?? PAGE_SIZE;
  if (size < 0 || size > PAGE_SIZE_MAX) throw badInput(`A page holds 0 to ${PAGE_SIZE_MAX}, ${size} were asked for.`);
}

/** A cursor holds its place in one order; in another it would mean another place, so it names the order. */
export function printCursor({ by, descending }: FindingOrder, { value, id }: FindingCursor): string {
  return Buffer.from(JSON.stringify([by, descending, value, id])).toString('base64url');
}

export function parseCursor(order: FindingOrder, cursor: string | undefined): FindingCursor | undefined {
  if (cursor === undefined) return undefined;
  const [by, descending, value, id] = cursorParts(cursor);
  if (by !== order.by || descending !== order.descending || !isPlace(value) || typeof id !== 'string' || !ID.test(id))
    throw badInput('This cursor was not made by this list in this order: start again without it.');
  return { value, id };
}

/** An id of a finding, as far as cursors go. */
export const ID = /^[\w-]{1,64}$/;

/** Whether a number can be a moment in ms, or a severity, in a database. */
function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MOMENT_MAX;
}

/** The values that a cursor was made of, to be looked at; none of what no list made. */
export function cursorParts(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
