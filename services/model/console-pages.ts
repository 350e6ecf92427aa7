/**
 * The pages of the console, by the first part of their path; the first is at the root. The server answers each, and what is
 * below it, with the console, so that any address of it can be opened and sent to others.
 */
export const CONSOLE_PAGES = [
  '',
  'findings',
  'accounts',
  'detectors',
  'suppression',
  'lists',
  'deliveries',
  'enrolment',
  'settings',
  'tokens',
  'audit',
] as const;
export type ConsolePage = (typeof CONSOLE_PAGES)[number];

/** Whether a path is of the console: `/findings`, `/findings/0d2f…`. */
export function isConsolePath(path: string): boolean {
  const [, first = ''] = path.split('/');
  return path === '/' || (first !== '' && CONSOLE_PAGES.some((page) => page === first));
}
