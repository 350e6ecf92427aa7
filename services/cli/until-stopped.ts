import { once } from 'node:events';
import process from 'node:process';

/** Waits for whoever runs us to say that it is enough: Ctrl-C, or a supervisor's SIGTERM. */
export async function untilStopped(): Promise<void> {
  const heard = new AbortController();
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal, { signal: heard.signal })));
  heard.abort();
}
