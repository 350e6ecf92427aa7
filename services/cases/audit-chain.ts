import { createHash } from 'node:crypto';
import type { AuditRow } from '#services/model/audit.ts';

/** The hash before the first row of a chain. */
export const CHAIN_START = '0'.repeat(64);

/**
 * The hash of a row: SHA-256, in hex, over the hash of the row before and this row's own content, with the members of
 * objects in the order of their names.
 */
export function auditHash(before: string, { place, at, entry }: Omit<AuditRow, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([before, place, at, ordered(entry)]))
    .digest('hex');
}

/** The end of a chain, according to the database or to its rows. */
export interface ChainEnd {
  readonly place: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainEnd = { place: 0, hash: CHAIN_START };

/** A break in a chain: its place, and a sentence about it. */
export interface BrokenChain {
  readonly place: number;
  readonly what: string;
}

/**
 * Checks the next row of a chain.
 *
 * @returns the new end of the chain, or the break at this row
 */
export function followChain(end: ChainEnd, row: AuditRow): ChainEnd | BrokenChain {
  const place = end.place + 1;
  if (row.place > place) return { place, what: rowsMissing(place, row.place - 1) };
  if (row.place < place) return { place: row.place, what: `Row ${row.place} is in the place of row ${place}.` };
  if (auditHash(end.hash, row) !== row.hash)
    return { place, what: `Row ${place} was altered, or does not follow the row before it.` };
  return { place, hash: row.hash };
}

/** @param known an end that the chain must reach: noted by the database, or written down by somebody */
export function checkEnd(end: ChainEnd, known: ChainEnd): BrokenChain | undefined {
  if (end.place < known.place) return { place: end.place + 1, what: rowsMissing(end.place + 1, known.place) };
  if (end.place > known.place)
    return { place: known.place + 1, what: `Row ${known.place + 1} was added after the end you gave.` };
  return end.hash === known.hash
    ? undefined
    : { place: end.place, what: `Row ${end.place} differs from the end you gave.` };
}

function rowsMissing(from: number, to: number): string {
  return from === to ? `Row ${from} is missing.` : `Rows ${from} to ${to} are missing.`;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, ordered(member)]),
  );
}
