import { nameOf } from '#services/model/log-object.ts';
import { AppError } from '../errors.ts';
import { takeTurn, type Fault, type TurnParts } from './turn.ts';

/** Takes turns of a partition until nothing of it is due. */
export async function collect(parts: TurnParts, partition: string): Promise<void> {
  const { log, database } = parts.world;
  const faults: Fault[] = [];
  let overtaken = 0;
  for (let turns = 0; turns < TURNS_MAX; turns++) {
    const outcome = await takeTurn(parts, partition, faults);
    if (outcome.state === 'idle') return;
    if (outcome.state === 'faulted') {
      const { object, error } = outcome.fault;
      log.error('object-set-aside', { object: nameOf(object), error });
      faults.push(outcome.fault);
    }
    if (outcome.state !== 'overtaken') continue;
    log.info('turn-overtaken', { partition });
    if (++overtaken === OVERTAKEN_MAX)
      throw new AppError('turn-overtaken', `Others are at work on ${partition}: it is left to them for a while.`);
  }
  // Others wait for a worker as well.
  await parts.queue.wake(database.db, 'collect', [partition]);
}

const TURNS_MAX = 50;
const OVERTAKEN_MAX = 3;
