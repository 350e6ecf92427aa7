import { hash } from 'node:crypto';
import { markTold, untoldProofGaps, type ProofGapRow } from '#db/queries/digests.ts';
import { eventBatchKey } from '#services/model/event-batch.ts';
import { proofOf } from '#services/sources/cloudtrail-digest/proof.ts';
import type { World } from '../world.ts';
import type { ReceiveBatches } from './follow-events.ts';
import type { Received } from './receive.ts';

/** Proof gaps in one transaction. */
const GAPS_MAX = 500;

/**
 * Passes proof gaps to the detectors, as a log: each gap exactly once, whichever process found it and even if one dies.
 *
 * @returns how many gaps were passed on
 */
export async function tellProofGaps(
  { database: { db }, now }: Pick<World, 'database' | 'now'>,
  receive: ReceiveBatches,
): Promise<number> {
  let told = 0;
  for (;;) {
    const gaps = await untoldProofGaps(db, GAPS_MAX);
    if (gaps.length === 0) return told;
    const batches = [...Map.groupBy(gaps, ({ accountId }) => accountId)].map(([accountId, its]) =>
      batchOf(accountId, its),
    );
    await receive(batches, (tx) => markTold(tx, gaps, now()));
    told += gaps.length;
  }
}

function batchOf(accountId: string, gaps: readonly ProofGapRow[]): Received {
  const proofs = gaps.map(({ fromTime, toTime, since, ...gap }) =>
    proofOf({ ...gap, from: fromTime.getTime(), to: toTime.getTime() }, since.getTime()),
  );
  const content = Buffer.from(proofs.map((proof) => `${JSON.stringify(proof)}\n`).join(''));
  const contentHash = hash('sha256', content, 'base64url');
  const key = eventBatchKey('digest', accountId, contentHash);
  const object = { bucket: '', key, etag: contentHash, source: 'cloudtrail-digest', accountId, region: undefined };
  return { ...object, sizeBytes: content.byteLength, content };
}
