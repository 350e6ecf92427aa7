import { isDeepStrictEqual } from 'node:util';
import type { Db } from '#db/client.ts';
import { writeFindings } from '#db/queries/commit.ts';
import { orderDeliveries as writeDeliveries, type DeliveryOrder } from '#db/queries/order-deliveries.ts';
import { factsAbout, findingsNaming } from '#db/queries/inventory.ts';
import { describedState, questionsOf } from '#services/inventory/describe.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { Sink } from '#services/model/delivery.ts';
import type { FactKey } from '#services/model/inventory.ts';
import { iso } from '#services/model/time.ts';
import { orderDeliveries } from './fold-observations.ts';
import { changeOf, stateOf } from './stored-state.ts';

/**
 * Describes stored findings with facts that were just learned, so that the order of facts and findings does not matter.
 * Belongs in the transaction that writes the facts.
 *
 * @param learned the resources about which more is known now
 * @returns deliveries for the findings that look different now
 */
export async function describeStored(
  tx: Db,
  learned: readonly FactKey[],
  sinks: readonly Pick<Sink, 'name' | 'partition' | 'terms'>[],
  now: Date,
): Promise<readonly DeliveryOrder[]> {
  const states = (await findingsNaming(tx, learned)).map(stateOf);
  const facts = new FactBook(await factsAbout(tx, states.flatMap(questionsOf)));
  const changes = states.flatMap((state) => {
    const { finding, memory } = describedState(state, facts);
    const { updatedAt } = state.finding;
    if (isDeepStrictEqual(finding.resource, state.finding.resource)) return [];
    const changedAt = iso(Math.max(now.getTime(), Date.parse(updatedAt) + 1));
    return [changeOf({ finding: { ...finding, updatedAt: changedAt }, memory }, updatedAt)];
  });
  await writeFindings(tx, changes, now);
  const orders = orderDeliveries(sinks, changes);
  await writeDeliveries(tx, orders, now);
  return orders;
}
