// How much sooner two processors are done than one: a scan, and a service with a backlog.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { corpus } from './corpus.ts';
import { threatLists } from './lists.ts';
import { gated, type BenchRow } from './row.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BACKFILL = fileURLToPath(new URL('backfill-child.ts', import.meta.url));
const ROUNDS = 3;
/** Maximum of the time on two processors, relative to that on one. */
const MOST = 0.6;
const OBJECTS = process.env['BENCH_BACKFILL_OBJECTS'] ?? '14400';
const Backfilled = z.object({ wallMs: z.number(), findings: z.number().min(1), digest: z.string() });

interface Timed {
  readonly wallMs: number;
  /** Equal where the findings are. */
  readonly findings: string;
}

/** Does something on processors, listed as for `taskset`. */
type Timing = (processors: string) => Timed;

/**
 * Wall clock in ms, the least of some rounds in turns: on a machine that others use, only the quickest round is
 * meaningful. Each takes about half a minute on one processor. Of shorter ones, the 0.7 s in which a second thread starts
 * would be the larger part, and nobody asks for a second thread there. Needs `taskset`, which only Linux has.
 *
 * @throws when the findings differ
 */
export async function run(): Promise<readonly BenchRow[]> {
  process.stderr.write(`The wall clock needs a machine of its own; the load is ${loadavg()[0]?.toFixed(1)}.\n`);
  const cloudTrail = corpus({ kind: 'cloudtrail', files: 250, recordsPerFile: 20_000, seed: 1 });
  const flow = corpus({ kind: 'flow', files: 60, recordsPerFile: 500_000, seed: 3 });
  const lists = threatLists(`${ROOT}build/bench/lists`);
  return [
    compared('scan 5,000,000 CloudTrail events', scanOf([cloudTrail])),
    compared('scan 30,000,000 flow records', scanOf([flow, ...lists])),
    compared(`backfill ${OBJECTS} objects`, backfill),
  ];
}

function compared(name: string, timing: Timing): BenchRow {
  const rounds = Array.from({ length: ROUNDS }, () => ({ one: timing('0'), two: timing('0,1') }));
  const findings = new Set(rounds.flatMap(({ one, two }) => [one.findings, two.findings]));
  if (findings.size > 1) throw new Error(`${name}: the findings differ`);
  const least = (of: 'one' | 'two') => Math.min(...rounds.map((round) => round[of].wallMs));
  return gated(`${name} on two processors / on one (wall ms)`, least('two'), least('one'), MOST);
}

/** With as many threads as there are processors. */
function scanOf(args: readonly string[]): Timing {
  return (processors) => {
    const folder = mkdtempSync(join(tmpdir(), 'vedette-bench-'));
    const threads = `--threads=${processors.split(',').length}`;
    const beganAt = performance.now();
    const printed = onProcessors(
      processors,
      [`${ROOT}vedette`, 'scan', ...args, '--format=finding', '--quiet', threads],
      { VEDETTE_DATA_DIR: folder },
    );
    const wallMs = performance.now() - beganAt;
    rmSync(folder, { recursive: true });
    if (printed === '') throw new Error('A scan found nothing');
    // The only values that depend on the time of the scan.
    const timeless = printed.replaceAll(/"(?:created|updated)At":"[^"]*"/g, '');
    return { wallMs, findings: createHash('sha256').update(timeless).digest('hex') };
  };
}

function backfill(processors: string): Timed {
  const printed = onProcessors(processors, [process.execPath, BACKFILL, OBJECTS]);
  const { wallMs, digest } = Backfilled.parse(JSON.parse(printed));
  return { wallMs, findings: digest };
}

/** @returns what the command printed */
function onProcessors(processors: string, command: readonly string[], environment = {}): string {
  const { stdout, error } = spawnSync('taskset', ['--cpu-list', processors, ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1024 * 1024 * 1024,
    env: { ...process.env, ...environment },
  });
  if (error !== undefined) throw error;
  return stdout;
}
