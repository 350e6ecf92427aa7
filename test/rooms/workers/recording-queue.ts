import type { Queue } from '#services/workers/adapters/queue.ts';

/** A queue that runs no job and records the keys that were woken, in order. */
export interface RecordingQueue extends Queue {
  readonly woken: { readonly job: string; readonly keys: readonly string[] }[];
}

export function recordingQueue(): RecordingQueue {
  const woken: RecordingQueue['woken'] = [];
  return {
    woken,
    async wake(_db, job, keys) {
      if (keys.length > 0) woken.push({ job, keys });
    },
    async work() {},
    async every() {},
    async stop() {},
  };
}
