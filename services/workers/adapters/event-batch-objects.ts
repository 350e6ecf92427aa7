import { eventBatchContent } from '#db/queries/event-batches.ts';
import { isEventBatch } from '#services/model/event-batch.ts';
import { nameOf } from '#services/model/log-object.ts';
import type { ObjectStore } from '#services/model/object-store.ts';
import type { World } from '../../world.ts';

/** Serves event batches from the database, and other objects from the store below. */
export function withEventBatches({ database, objects }: Pick<World, 'database' | 'objects'>): ObjectStore {
  return {
    async get(object) {
      if (!isEventBatch(nameOf(object))) return objects.get(object);
      const content = await eventBatchContent(database.db, object.key);
      return content ?? { refused: 'missing', message: 'The content of this batch of events is no longer stored.' };
    },
  };
}
