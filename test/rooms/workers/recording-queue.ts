import type { Queue } from '#services/workers/adapters/queue.ts';

/** A queue that runs nothing and keeps who was woken, in the order of the words. */
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
