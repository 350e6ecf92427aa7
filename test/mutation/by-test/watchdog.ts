import process from 'node:process';
import { parentPort } from 'node:worker_threads';

/**
 * A thread that ends its process when a single test takes too much processor time: a mutant may be a loop without end
 * that never comes to the mutant again, and nothing else in the process runs then. Time on the clock would say nothing
 * on a busy machine.
 */

/** Several times what the slowest test of a measured room takes. */
const CPU_MS_MAX = 20_000;
const LOOK_EVERY_MS = 1000;

let since = cpuMs();
parentPort?.on('message', () => (since = cpuMs()));
setInterval(() => {
  if (cpuMs() - since > CPU_MS_MAX) process.kill(process.pid, 'SIGKILL');
}, LOOK_EVERY_MS).unref();

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
