import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { KINDS } from './kinds.ts';
import { plantAll } from './planted.ts';
import { liveThrough, type Lived } from './processes.ts';

/**
 * `npm run simulate-faults -- [--seeds N] [--from N] [--processes N] [--done FILE]`: runs the seeds, several at a time.
 * A failing seed is shown with the fewest of its steps that still fail, and makes the command exit with 1. With
 * `--done`, each completed seed becomes a line of a file and is skipped the next time, so an interrupted run can
 * continue.
 *
 * `npm run simulate-faults -- --planted`: breaks the code that each check guards, one bug at a time, and exits with 1
 * when a check misses its bug.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    processes: { type: 'string', default: String(availableParallelism()) },
    done: { type: 'string' },
    planted: { type: 'boolean', default: false },
  },
});
const [seeds, from, processes] = [values.seeds, values.from, values.processes].map(Number);
if (!isCount(seeds) || !isCount(from) || !isCount(processes)) {
  process.stderr.write('--seeds, --from and --processes take a whole number above 0 each.\n');
  process.exit(2);
}
if (values.planted) process.exit((await plantAll(processes)) ? 0 : 1);
const LIVED: z.ZodType<Lived> = z.object({
  seed: z.number(),
  wrong: z.array(z.string()),
  met: z.record(z.string(), z.number()),
  shown: z.string(),
});
const { done } = values;
const lived = done !== undefined && existsSync(done) ? readFileSync(done, 'utf8').trim().split('\n') : [];
const before = new Map(
  lived
    .filter((line) => line !== '')
    .map((line) => [LIVED.parse(JSON.parse(line)).seed, LIVED.parse(JSON.parse(line))]),
);
const wanted = Array.from({ length: seeds }, (_, n) => from + n);
const all = wanted.flatMap((seed) => before.get(seed) ?? []);
const startedAt = performance.now();
for await (const each of liveThrough(
  wanted.filter((seed) => !before.has(seed)),
  { processes, shrinks: true },
)) {
  all.push(each);
  if (done !== undefined) appendFileSync(done, `${JSON.stringify(each)}\n`);
  if (each.shown !== '') process.stdout.write(each.shown);
  if (all.length % 50 === 0) process.stderr.write(`${all.length} of ${seeds} seeds\n`);
}
const failed = all.filter(({ wrong }) => wrong.length > 0).map(({ seed }) => seed);
const rows = KINDS.map(
  (kind) => `${String(all.reduce((sum, { met }) => sum + (met[kind] ?? 0), 0)).padStart(7)}  ${kind}`,
);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stdout.write(
  `${rows.join('\n')}\n${all.length} seeds from ${from} in ${seconds} s: ${failed.length} fail${failed.length === 0 ? '' : ` (${failed.join(', ')})`}.\n`,
);
process.exit(failed.length === 0 ? 0 : 1);

function isCount(value: number | undefined): value is number {
  return Number.isInteger(value) && (value ?? 0) > 0;
}
