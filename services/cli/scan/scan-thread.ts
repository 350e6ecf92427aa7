import { parentPort, workerData } from 'node:worker_threads';
import type { Fact } from '#services/model/inventory.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import { TEXT_MB_MAX } from '#services/model/object-bound.ts';
import openDetection, { type ThreadParts } from '#services/workers/thinking/thread-detection.ts';
import { fileReader } from './file-reader.ts';
import { Reading, type ReadWindow } from './reading.ts';
import type { SkippedByOthers } from './skipped.ts';

/** What a thread is asked: to read a share, knowing whose logs are read, or for the next of what it has read. */
export type ScanRequest = { readonly read: readonly LogObject[]; readonly named?: readonly string[] } | 'hand over';

export type ScanReply =
  | { readonly kind: 'read'; readonly reports: readonly ObjectReport[] }
  | { readonly kind: 'windows'; readonly windows: readonly ReadWindow[] }
  | ({
      readonly kind: 'rest';
      readonly facts: readonly Fact[];
      readonly accounts: readonly string[];
    } & SkippedByOthers);

/** Parts of windows that are handed over at a time: no more of them is held twice. */
const PARTS_MAX = 500;

/** The other side of a helper: reads files in a thread of its own. */
if (parentPort !== null) {
  const port = parentPort;
  const parts: ThreadParts = workerData;
  const detection = await openDetection(parts);
  const reading = new Reading(detection, fileReader(parts.textMb ?? TEXT_MB_MAX));
  const windows = reading.windows();

  const read = async ({ read: objects, named = [] }: Exclude<ScanRequest, 'hand over'>): Promise<ScanReply> => {
    for (const id of named) detection.read.named.add(id);
    const reports: ObjectReport[] = [];
    for (const object of objects) reports.push(...(await reading.read(object)));
    return { kind: 'read', reports };
  };

  const handOver = (): ScanReply => {
    const some: ReadWindow[] = [];
    for (let next = windows.next(); !next.done; next = windows.next()) {
      some.push(next.value);
      if (some.length === PARTS_MAX) break;
    }
    if (some.length > 0) return { kind: 'windows', windows: some };
    const { facts, work } = reading;
    const { trustedSkipped } = work;
    return {
      kind: 'rest',
      facts: [...facts],
      accounts: [...detection.read.ids],
      trustedSkipped,
      saturation: work.saturation(),
    };
  };

  port.on('message', async (request: ScanRequest) =>
    port.postMessage(request === 'hand over' ? handOver() : await read(request)),
  );
}
