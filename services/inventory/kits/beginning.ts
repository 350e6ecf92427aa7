import { days } from '#services/model/time.ts';

/**
 * When what a reply tells of began: as it says, in ms since the epoch or in ISO 8601, where that is near the call. A clock that has
 * gone mad makes no fact that is true of all times, or of none.
 *
 * @param called ms since the epoch
 */
export function beginning(said: unknown, called: number): number {
  const time = typeof said === 'string' ? Date.parse(said) : typeof said === 'number' ? Math.trunc(said) : Number.NaN;
  return Math.abs(time - called) < days(1) ? time : called;
}
