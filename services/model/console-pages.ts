/**
 * The pages of the console, by the first part of their path; the first page is at the root. The server answers each of
 * these paths, and every path below it, with the console, so that people can open and share any address of it.
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

/** Whether a path belongs to the console: `/findings`, `/findings/0d2f…`. */
export function isConsolePath(path: string): boolean {
  const [, first = ''] = path.split('/');
  return path === '/' || (first !== '' && CONSOLE_PAGES.some((page) => page === first));
}
