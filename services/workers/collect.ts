import { Failure } from '#services/model/failure.ts';
import { seconds } from '#services/model/time.ts';
import { setAside } from './turn/set-aside.ts';
import { OverBudget } from './thinking/thinker.ts';
import { takeTurn, type TurnParts } from './turn/turn.ts';

/**
 * Takes turns of a partition until nothing of it is due. Where thinking came to no end, its objects are taken one at a
 * time: then it is known of whom, and the others are read. Who dies over one object may have died of something else, so
 * that the object is given up the second time.
 */
export async function collect(parts: TurnParts, partition: string): Promise<void> {
  const { world } = parts;
  let overtaken = 0;
  /** Turns that still take one object. */
  let alone = 0;
  let deaths = 0;
  const endsAt = world.now().getTime() + SHARE_MS;
  for (let turns = 0; turns < TURNS_MAX && world.now().getTime() < endsAt; turns++) {
    const outcome = await takeTurn(alone > 0 ? { ...parts, objectsPerTurn: 1 } : parts, partition);
    if (outcome.state === 'idle') return;
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
      throw new Failure('turn-overtaken', `Others are at work on ${partition}: it is left to them for a while.`);
  }
  // Others wait for a worker as well.
  await parts.queue.wake(world.database.db, 'collect', [partition]);
}

/** How many turns a partition has, and for how long, while others wait: one account's flood starves nobody. */
const TURNS_MAX = 50;
const SHARE_MS = seconds(10);
const OVERTAKEN_MAX = 3;
const DEATHS_MAX = 2;
