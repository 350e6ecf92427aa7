import { once } from 'node:events';
import process from 'node:process';

/** Waits until the process is asked to stop: by Ctrl-C, or by a supervisor's SIGTERM. */
export async function untilStopped(): Promise<void> {
  const stopped = new AbortController();
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal, { signal: stopped.signal })));
  stopped.abort();
}
