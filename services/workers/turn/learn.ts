import { commitTurn, emptyTurn } from '#db/queries/commit.ts';
import type { DeliveryOrder } from '#db/queries/order-deliveries.ts';
import type { Db } from '#db/client.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { Fact } from '#services/model/inventory.ts';
import { describeStored } from './describe-stored.ts';

export interface LearnParts {
  readonly db: Db;
  readonly sinks: readonly Pick<Sink, 'name' | 'partition' | 'terms'>[];
  now(): Date;
}

/** Facts in one commit: few enough that no other writer waits long for the account. */
const FACTS_AT_ONCE = 2000;

/**
 * Stores facts that did not come with the records of a turn, and describes the stored findings with them.
 *
 * @param facts at most one for each resource and time
 * @param owe called within the transaction with the deliveries that follow
 */
export async function learn(
  { db, sinks, now }: LearnParts,
  facts: readonly Fact[],
  owe: (tx: Db, orders: readonly DeliveryOrder[]) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < facts.length; from += FACTS_AT_ONCE) {
    const some = facts.slice(from, from + FACTS_AT_ONCE);
    for (;;) {
      const at = now();
      const turn = { ...emptyTurn({ id: '', partition: '', now: at }), facts: some };
      const alongside = async (tx: Db, learned: Parameters<typeof describeStored>[1]) =>
        owe(tx, await describeStored(tx, learned, sinks, at));
      // Another worker may have changed a finding meanwhile: then nothing was written, and this is tried again.
      if (await commitTurn(db, turn, alongside)) break;
    }
  }
}
