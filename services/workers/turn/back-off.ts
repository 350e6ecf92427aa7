import type { TroubleKind } from '#services/model/log-object.ts';
import { hours, minutes } from '#services/model/time.ts';

/** The next wait is twice the last one, up to the most. */
interface Waits {
  readonly first: number;
  readonly most: number;
}

/** People mend a bucket policy, in hours; what cannot be denied is asked for ever more rarely, but for ever. */
const DENIED: Waits = { first: minutes(1), most: hours(6) };

/** A service that is away comes back by itself, and then minutes count: its logs have piled up meanwhile. */
const AWAY: Waits = { first: minutes(1), most: minutes(5) };

/**
 * How long to wait before an object is asked for again.
 *
 * @param attempts fruitless ones before, with the same outcome: whoever answers otherwise is somebody else to wait for
 */
export function waitMs(refused: TroubleKind, attempts: number): number {
  const { first, most } = refused === 'access-denied' ? DENIED : AWAY;
  return Math.min(first * 2 ** attempts, most);
}
