import { setTimeout as pause } from 'node:timers/promises';
import { unreadBefore } from '#db/queries/log-objects.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { minutes, seconds } from '#services/model/time.ts';
import type { World } from '../../world.ts';
import { seal } from '../seal.ts';

export interface LearnDaySettings {
  readonly detectors: readonly AnyDetector[];
  /** As for `seal`. */
  readonly budget: number;
  readonly progress: (objects: number) => void;
  readonly everyMs?: number;
}

/**
 * Waits until a running service has read all objects of a day and of the days before it. Then seals the days that a
 * service would have sealed when this day ended. The next day is judged by them.
 *
 * @returns false when nobody reads any more
 */
export async function learnDay(
  world: Pick<World, 'database' | 'now' | 'log'>,
  dayEndsAt: number,
  { detectors, budget, progress, everyMs = EVERY_MS }: LearnDaySettings,
): Promise<boolean> {
  let least = Infinity;
  let since = world.now().getTime();
  for (;;) {
    const unread = await unreadBefore(world.database.db, new Date(dayEndsAt));
    if (unread === 0) break;
    progress(unread);
    const now = world.now().getTime();
    if (unread < least) [least, since] = [unread, now];
    else if (now - since > PATIENCE_MS) return false;
    await pause(everyMs);
  }
  // A service would have sealed when the day ended: by then, all records of the day before had arrived.
  await seal({ ...world, now: () => new Date(dayEndsAt) }, detectors, budget, 'learner');
  return true;
}

const EVERY_MS = seconds(1);
/** Longer than any turn: if nothing was read for this time, no service is running. */
const PATIENCE_MS = minutes(10);
