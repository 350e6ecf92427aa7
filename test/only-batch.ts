import type { Batch } from '#services/model/column.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import type { Decoder, Home } from '#services/model/reading.ts';

/** Reads an object that is small enough to give at most one batch. The batch is valid until the decoder reads again. */
export function onlyBatch(
  decoder: Decoder,
  object: LogObject,
  bytes: Uint8Array,
  home: Home,
): { readonly report: ObjectReport; readonly batch: Batch | undefined } {
  const batches: Batch[] = [];
  const report = decoder.decode(object, bytes, home, (batch) => batches.push(batch));
  if (batches.length > 1) throw new Error(`${object.key} has ${batches.length} batches.`);
  return { report, batch: batches[0] };
}
