import type { PaginationProps } from '@cloudscape-design/components/pagination';

/** Labels of the buttons below a list, for screen readers. */
export const PAGE_LABELS: PaginationProps.Labels = {
  nextPageLabel: 'Next page',
  previousPageLabel: 'Previous page',
  pageLabel: (number) => `Page ${number}`,
};

export function matchesText(count: number): string {
  return count === 1 ? '1 match' : `${count.toLocaleString('en')} matches`;
}
