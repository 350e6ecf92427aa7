import { Failure } from '#services/model/failure.ts';
import { seconds } from '#services/model/time.ts';
import { setAside } from './turn/set-aside.ts';
import { OverBudget } from './thinking/thinker.ts';
import { takeTurn, type TurnParts } from './turn/turn.ts';

/**
 * Takes turns of a partition until nothing is due. When the thinking of a turn breaks, its objects are taken one at a
 * time, so that the object at fault is identified and the others are read. A thread that died over a single object may
 * have died of another cause, so the object is given up only at the second death.
 */
export async function collect(parts: TurnParts, partition: string): Promise<void> {
  const { world } = parts;
  let overtaken = 0;
  /** The number of turns that must still take a single object. */
  let alone = 0;
  let deaths = 0;
  const endsAt = world.now().getTime() + SHARE_MS;
  for (let turns = 0; turns < TURNS_MAX && world.now().getTime() < endsAt; turns++) {
    const outcome = await takeTurn(alone > 0 ? { ...parts, objectsPerTurn: 1 } : parts, partition);
    if (outcome.state === 'idle' || (outcome.state === 'committed' && outcome.isLast)) return;
    if (outcome.state === 'broken') {
      const [object, ...others] = outcome.objects;
      if (object === undefined || others.length > 0) {
        alone = outcome.objects.length;
        world.log.error('turn-broken', { partition, objects: alone, error: outcome.error });
        continue;
      }
      alone = Math.max(alone, 1);
      if (!(outcome.error instanceof OverBudget) && ++deaths < DEATHS_MAX) continue;
      await setAside(world, partition, object, outcome.error);
    }
    if (outcome.state !== 'overtaken') {
      alone = Math.max(0, alone - 1);
      deaths = 0;
      continue;
    }
    world.log.info('turn-overtaken', { partition });
    if (++overtaken === OVERTAKEN_MAX)
      throw new Failure(
        'turn-overtaken',
        `Another worker is busy with ${partition}; it is left to that worker for a while.`,
      );
  }
  // Other partitions wait for a worker too: this one goes back to the queue.
  await parts.queue.wake(world.database.db, 'collect', [partition]);
}

/**
 * Bounds on the turns and the time of one partition while others wait, so that a flood from one account starves nobody.
 */
const TURNS_MAX = 50;
const SHARE_MS = seconds(10);
const OVERTAKEN_MAX = 3;
const DEATHS_MAX = 2;
