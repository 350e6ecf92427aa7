import { setTimeout as pause } from 'node:timers/promises';
import {
  claimDeliveries,
  hastenLane,
  releaseClaims,
  settleDeliveries,
  type ClaimedDelivery,
  type SettledDelivery,
} from '#db/queries/deliveries.ts';
import { withhold } from '#db/queries/order-deliveries.ts';
import {
  ASKED_WAIT_MOST_MS,
  RECEIPT_OUTCOMES,
  type Document,
  type Receipt,
  type Sink,
} from '#services/model/delivery.ts';
import { waitMs } from '#services/model/failure.ts';
import type { Finding } from '#services/model/finding.ts';
import { sentenceOf } from '#services/model/sentence.ts';
import { hours, minutes, seconds } from '#services/model/time.ts';
import { UNTRACED } from '#services/model/tracing.ts';
import type { World } from '../world.ts';

/** Starts the counters of sent findings at 0: monitoring sees the first failure only as an increase of a number. */
export function tellOfSinks({ sinks, measure }: Pick<World, 'sinks' | 'measure'>): void {
  for (const { name: sink } of sinks)
    for (const outcome of RECEIPT_OUTCOMES) measure?.('vedette_sent_findings_total', { sink, outcome }, 0);
}

/**
 * Sends the due deliveries of one partition of a sink, batch by batch. Nobody else sends on this lane meanwhile.
 *
 * @returns true when it stopped before everything was sent: a slow lane gives way to others after a while
 */
export async function deliver(world: World, sink: Sink, partition: string): Promise<boolean> {
  const { db } = world.database;
  // Only the holder of a lane's job works on the lane: existing claims belong to a process that died.
  const lane = { sink: sink.name, partition };
  await releaseClaims(db, lane);
  await withhold(db, lane, sink.terms);
  const endsAt = world.now().getTime() + SHARE_MS;
  for (;;) {
    await world.database.room.require();
    const now = world.now();
    const until = new Date(now.getTime() + CLAIM_MS);
    const claimed = await claimDeliveries(db, { ...lane, limit: sink.batchMax, now, until });
    if (claimed.length === 0) return false;
    const receipts = await (world.tracing ?? UNTRACED).within('deliver', objectsOf(claimed), async (part) => {
      const said = await send(sink, claimed);
      const outcomes = [...new Set([...said.values()].map(({ outcome }) => outcome))];
      part.note({ 'vedette.sink': sink.name, 'vedette.findings': [...said.keys()], 'vedette.outcomes': outcomes });
      return said;
    });
    await settleDeliveries(db, sink.name, settled(sink, claimed, receipts, world.now()), world.now());
    // The sink accepted a delivery, so it is back: deliveries that wait for a later attempt become due now.
    if ([...receipts.values()].some(({ outcome }) => outcome === 'delivered'))
      await hastenLane(db, lane, world.now(), [...receipts.keys()]);
    for (const { outcome } of receipts.values())
      world.measure?.('vedette_sent_findings_total', { sink: sink.name, outcome }, 1);
    const outcomes = Object.groupBy([...receipts.values()], ({ outcome }) => outcome);
    world.log.info('batch-delivered', {
      sink: sink.name,
      partition,
      delivered: outcomes.delivered?.length ?? 0,
      retry: outcomes.retry?.length ?? 0,
      failed: outcomes.failed?.length ?? 0,
      withheld: outcomes.withheld?.length ?? 0,
      error: [...receipts.values()].find((receipt) => receipt.error !== undefined)?.error,
    });
    await pause(1000 / sink.ratePerSecond);
    if (world.now().getTime() >= endsAt) return true;
  }
}

/** How long one lane is served while others wait. */
const SHARE_MS = minutes(1);

/** Longer than a sink takes for a batch, retries included. A worker that has not settled its claims by then is dead. */
const CLAIM_MS = minutes(5);

/** Waiting times between attempts to deliver a finding. */
const RHYTHM = { firstMs: seconds(10), mostMs: hours(1) };

/** The log objects that the findings came from, as far as the findings name them: their traces include the delivery. */
function objectsOf(claimed: readonly ClaimedDelivery[]): readonly string[] {
  const objects = claimed.flatMap(({ finding }) => finding.service.evidence.origins.map(({ object }) => object));
  return [...new Set(objects)].slice(0, TRACED_MAX);
}

/** Maximum of objects whose traces include one batch. */
const TRACED_MAX = 100;

/** A receipt for each finding. A finding that the sink did not report on, or threw an error over, is retried. */
async function send(sink: Sink, claimed: readonly ClaimedDelivery[]): Promise<ReadonlyMap<string, Receipt>> {
  const unsaid = (error: string) =>
    claimed.map(({ finding }): Receipt => ({ findingId: finding.id, outcome: 'retry', error }));
  const receipts = await sink
    .deliver(claimed.map(({ finding }) => documentOf(finding, sink.render(finding))))
    .then((said) => [...unsaid('The sink did not answer for this finding.'), ...said])
    .catch((error: unknown) => unsaid(sentenceOf(error)));
  return new Map(receipts.map((receipt) => [receipt.findingId, receipt]));
}

function documentOf({ id, updatedAt, accountId, region }: Finding, body: object): Document {
  return { findingId: id, version: updatedAt, accountId, region, body };
}

function settled(
  { terms }: Sink,
  claimed: readonly ClaimedDelivery[],
  receipts: ReadonlyMap<string, Receipt>,
  now: Date,
): readonly SettledDelivery[] {
  return claimed.flatMap(({ finding, attempts }) => {
    const receipt = receipts.get(finding.id);
    if (receipt === undefined) return [];
    const waits = {
      delivered: terms.updateEveryMs,
      retry: Math.max(waitMs(RHYTHM, attempts), Math.min(receipt.waitMs ?? 0, ASKED_WAIT_MOST_MS)),
      failed: 0,
      withheld: 0,
    };
    const nextAttemptAt = new Date(now.getTime() + waits[receipt.outcome]);
    return [{ ...receipt, version: finding.updatedAt, nextAttemptAt }];
  });
}
