import { momentOf } from '#services/model/moment.ts';
import { UsageError } from './usage-error.ts';

/** Parses a day, or a time with its offset from UTC, as people write it. @returns ms since the epoch @throws UsageError */
export function askedMoment(name: string, text: string): number {
  const moment = momentOf(text);
  if (moment === undefined)
    throw new UsageError(
      `--${name} must be a day or a time in UTC, such as 2026-11-01 or 2026-11-01T12:00:00Z, not "${text}".`,
    );
  return moment.getTime();
}
