/** Durations and windows, in milliseconds of event time. */
export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => seconds(n * 60);
export const hours = (n: number): number => minutes(n * 60);
export const days = (n: number): number => hours(n * 24);

/** Start of the window of length `withinMs` that holds `timeMs`. Windows are aligned to the epoch, so every worker cuts them alike. */
export function windowStart(timeMs: number, withinMs: number): number {
  return Math.floor(timeMs / withinMs) * withinMs;
}

/** ISO 8601 with milliseconds and `Z`, as GuardDuty prints times. */
export function iso(timeMs: number): string {
  const time = Math.trunc(timeMs);
  const day = windowStart(time, DAY);
  // A finding tells the time of a hundred records, most of one day: to print a number takes a fraction of making a date.
  if (day !== last.day) last = { day, text: new Date(day).toISOString().slice(0, -'hh:mm:ss.mmmZ'.length) };
  const rest = time - day;
  return `${last.text}${two(rest / HOUR)}:${two((rest / MINUTE) % 60)}:${two((rest / SECOND) % 60)}.${three(rest % SECOND)}Z`;
}

const [SECOND, MINUTE, HOUR, DAY] = [seconds(1), minutes(1), hours(1), days(1)];
let last = { day: Number.NaN, text: '' };

function two(value: number): string {
  return TWO_DIGITS[Math.trunc(value)] ?? '';
}

function three(value: number): string {
  return value === 0 ? '000' : String(value).padStart(3, '0');
}

const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
