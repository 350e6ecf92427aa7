import type { FindingFilter } from './finding-filter.ts';

/** A filter of findings that somebody gave a name, and what is to be shown of what it lets through. */
export interface ViewDraft {
  readonly name: string;
  readonly filter: FindingFilter;
  /** Names of what is shown, in order: whoever shows them knows what they mean. None: whatever is usual. */
  readonly columns: readonly string[];
  /** For everybody who sees as much as its owner. */
  readonly shared: boolean;
}

export interface View extends ViewDraft {
  readonly id: string;
  /** The id of the viewer who made it. */
  readonly owner: string;
  /** ISO 8601 */
  readonly changedAt: string;
}

/** So many of one viewer. */
export const VIEWS_MAX = 100;
const NAME_MAX = 100;
const COLUMNS_MAX = 50;

/** @returns why a view cannot be kept, as a sentence; undefined when it can */
export function mistakeInView({ name, columns }: Pick<ViewDraft, 'name' | 'columns'>): string | undefined {
  if (name.trim() === '' || name.length > NAME_MAX) return `A view has a name of 1 to ${NAME_MAX} letters.`;
  if (name.includes('\0') || !name.isWellFormed()) return 'The name holds letters that cannot be kept, such as NUL.';
  if (columns.length > COLUMNS_MAX) return `A view has ${COLUMNS_MAX} columns at most.`;
  const odd = columns.find((column) => !/^[\w.-]{1,60}$/.test(column));
  return odd === undefined ? undefined : 'The name of a column has 1 to 60 letters, digits, dots and dashes.';
}
