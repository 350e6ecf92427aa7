import { number } from './numbers.ts';

/** How many names are shown when there are many. */
const NAMES_MAX = 3;

/** The first of many names, for people: `vpc-a, vpc-b, vpc-c and 4 more`. */
export function few(names: readonly string[]): string {
  const more = names.length - NAMES_MAX;
  return more > 0 ? `${names.slice(0, NAMES_MAX).join(', ')} and ${number(more)} more` : names.join(', ');
}
