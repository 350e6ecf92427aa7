import { UsageError } from './usage-error.ts';

/** More rows than anybody lists, and few enough for every database. */
const MOST = 1_000_000_000;

/** Reads the value of a flag. @throws UsageError for anything but a whole number within the bounds, both included */
export function wholeNumber(flag: string, text: string, least = 1, most = MOST): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (value >= least && value <= most) return value;
  const bounds = most === MOST ? `from ${least}` : `from ${least} to ${most}`;
  throw new UsageError(`--${flag} must be a whole number ${bounds}, not "${text}".`);
}
