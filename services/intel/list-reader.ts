import type { ListEntry } from './parse-entry.ts';

/** Takes what one place of a list says: its line where it is known, the text as it is written, and the entries in it. */
export type PlaceTaker = (line: number | undefined, written: string, entries: readonly ListEntry[]) => void;

/**
 * Hands on what a list says, place by place.
 *
 * @returns what kept it from reading to the end, as a sentence; what came before was handed on
 */
export type ListReader = (take: PlaceTaker) => string | undefined;
