import { momentOf } from '#services/model/moment.ts';
import { days, hours, minutes } from '#services/model/time.ts';
import { UsageError } from './usage-error.ts';

const UNITS: Readonly<Record<string, (n: number) => number>> = { m: minutes, h: hours, d: days };

/** Parses a time, or an age before now: `2026-11-22T19:00Z`, `24h`. @throws UsageError for any other text */
export function timeOf(text: string, nowMs: number): Date {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const age = UNITS[unit]?.(Number(count));
  const time = age === undefined ? momentOf(text) : new Date(nowMs - age);
  if (time === undefined || Number.isNaN(time.getTime()))
    throw new UsageError(`"${text}" is not a time: write 2026-11-22T19:00Z, or an age such as 30m, 24h or 7d.`);
  return time;
}
