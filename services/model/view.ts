import type { FindingFilter } from './finding-filter.ts';

/** A named filter of findings, and the columns to show. */
export interface ViewDraft {
  readonly name: string;
  readonly filter: FindingFilter;
  /** Names of the columns, in order: only the console knows what they mean. None: the usual columns. */
  readonly columns: readonly string[];
  /** Whether everybody with the owner's scope sees the view. */
  readonly shared: boolean;
}

export interface View extends ViewDraft {
  readonly id: string;
  /** The id of the viewer who created it. */
  readonly owner: string;
  /** ISO 8601 */
  readonly changedAt: string;
}

/** The most views that one viewer may have. */
export const VIEWS_MAX = 100;
const NAME_MAX = 100;
const COLUMNS_MAX = 50;

/** @returns the reason why a view is invalid, as a sentence; undefined when it is valid */
export function mistakeInView({ name, columns }: Pick<ViewDraft, 'name' | 'columns'>): string | undefined {
  if (name.trim() === '' || name.length > NAME_MAX) return `The name of a view has 1 to ${NAME_MAX} characters.`;
  if (name.includes('\0') || !name.isWellFormed()) return 'The name has characters that cannot be stored, such as NUL.';
  if (columns.length > COLUMNS_MAX) return `A view has at most ${COLUMNS_MAX} columns.`;
  const odd = columns.find((column) => !/^[\w.-]{1,60}$/.test(column));
  return odd === undefined ? undefined : 'The name of a column has 1 to 60 letters, digits, dots and hyphens.';
}
