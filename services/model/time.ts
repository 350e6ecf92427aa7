/** Durations and windows, in milliseconds of event time. */
export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => seconds(n * 60);
export const hours = (n: number): number => minutes(n * 60);
export const days = (n: number): number => hours(n * 24);

/**
 * Start of the window of length `withinMs` that contains `timeMs`. Windows are aligned to the epoch, so that all
 * workers use the same ones.
 */
export function windowStart(timeMs: number, withinMs: number): number {
  return Math.floor(timeMs / withinMs) * withinMs;
}

/** A day as ISO 8601 writes it. @param day days since the epoch */
export function isoDay(day: number): string {
  return new Date(days(day)).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** ISO 8601 with milliseconds and `Z`, as GuardDuty prints times. */
export function iso(timeMs: number): string {
  const time = Math.trunc(timeMs);
  const minute = windowStart(time, MINUTE);
  // A finding prints the times of a hundred records, many within one minute: printing a number is much cheaper than
  // making a date.
  if (minute !== last.minute) last = { minute, text: new Date(minute).toISOString().slice(0, -'ss.mmmZ'.length) };
  const rest = time - minute;
  const second = TWO_DIGITS[Math.trunc(rest / SECOND)] ?? '';
  const fraction = rest % SECOND;
  return `${last.text}${second}.${fraction === 0 ? '000' : String(fraction).padStart(3, '0')}Z`;
}

const [SECOND, MINUTE] = [seconds(1), minutes(1)];
let last = { minute: Number.NaN, text: '' };

const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
