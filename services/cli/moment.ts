import { UsageError } from './usage-error.ts';

/** Parses a day, or a time in UTC, as people write it. @returns ms since the epoch @throws UsageError */
export function momentOf(name: string, text: string): number {
  const time = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z)?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time))
    throw new UsageError(
      `--${name} must be a day or a time in UTC, such as 2026-11-01 or 2026-11-01T12:00:00Z, not "${text}".`,
    );
  return time;
}
