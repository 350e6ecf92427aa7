import { days } from '#services/model/time.ts';

/**
 * The creation time in a reply, given in ms since the epoch or in ISO 8601, if it is near the call. A wrong clock must
 * not make a fact that holds at all times, or at none.
 *
 * @param called ms since the epoch
 */
export function beginning(said: unknown, called: number): number {
  const time = typeof said === 'string' ? Date.parse(said) : typeof said === 'number' ? Math.trunc(said) : Number.NaN;
  return Math.abs(time - called) < days(1) ? time : called;
}
