import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startPostgres } from '../test/postgres.ts';
import { gated, type BenchRow } from './row.ts';

/** The measurements of `collect-child.ts`. */
const MEASURED = z.object({
  /** ms from message to commit, in order. */
  latencies: z.array(z.number()),
  /**
   * Records counted by findings, and the change of that number when S3 delivered events that had been heard already.
   */
  counted: z.number().optional(),
  doubled: z.number().optional(),
  /** Peak memory of the process in MB. */
  memoryMb: z.number(),
});

const CHILD = fileURLToPath(new URL('collect-child.ts', import.meta.url));
const OBJECTS = process.env['BENCH_OBJECTS'] ?? '20000';

/** Limits in ms from a message on SQS to the commit of its results, for the 95th percentile. */
const NOTIFIED_P95_MS = 5000;
const EVENT_P95_MS = 2000;

/**
 * The latency of commits at 200 objects from S3 and 50 events from EventBridge a second; and whether the memory of a
 * worker grows with the backlog. The queue is in the process, because an emulator's becomes slower with each message.
 */
export async function run(): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const notified = await measured('notified', '200', '6000');
  rows.push(latency('S3 to SQS to commit at 200 objects a second', notified.latencies, NOTIFIED_P95_MS));
  // An account is one partition, however much it writes: turns of one must keep up with all that is written.
  const one = await measured('notified', '200', '6000', '1');
  rows.push(latency('the same when one account writes them all', one.latencies, NOTIFIED_P95_MS));
  const heard = await measured('heard', '50', '1500');
  rows.push(latency('event on SQS to commit at 50 events a second', heard.latencies, EVENT_P95_MS));
  if (heard.counted === undefined || heard.counted === 0) throw new Error('No event led to a finding.');
  rows.push(
    gated(`records counted twice when S3 delivers ${heard.counted} that were heard`, heard.doubled ?? NaN, 1, 0),
  );
  const few = await measured('backlog', '100', OBJECTS);
  const many = await measured('backlog', OBJECTS, OBJECTS);
  rows.push(gated(`memory at a backlog of ${OBJECTS} against 100, MB`, many.memoryMb, few.memoryMb, 1.15));
  return rows;
}

async function measured(...args: readonly string[]) {
  const server = await startPostgres();
  const { stdout, status } = spawnSync(process.execPath, [CHILD, server?.url ?? 'pglite:memory', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 1024 * 1024,
  });
  await server?.stop();
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return MEASURED.parse(JSON.parse(stdout));
}

function latency(name: string, latencies: readonly number[], p95Max: number): BenchRow {
  const at = (share: number) => Math.round(latencies[Math.floor(latencies.length * share)] ?? 0);
  const load = loadavg()[0]?.toFixed(1);
  process.stderr.write(
    `${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms of ${latencies.length}, load ${load}\n`,
  );
  return gated(`${name}: p95 against what is allowed, ms`, at(0.95), p95Max, 1);
}
