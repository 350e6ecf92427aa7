import type { ListEntry } from './parse-entry.ts';

/** Receives one place of a list: its line where it is known, the text as it is written, and the entries in it. */
export type PlaceTaker = (line: number | undefined, written: string, entries: readonly ListEntry[]) => void;

/**
 * Passes the places of a list on, one by one.
 *
 * @returns the reason why it could not read to the end, as a sentence; the places before that were passed on
 */
export type ListReader = (take: PlaceTaker) => string | undefined;
