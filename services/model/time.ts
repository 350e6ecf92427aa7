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
  return new Date(timeMs).toISOString();
}
