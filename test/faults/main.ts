import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { countOf, toolArgs } from '../../scripts/tool.ts';
import { KINDS } from './kinds.ts';
import { plantAll } from './planted.ts';
import { liveThrough, type Lived } from './processes.ts';

/**
 * Runs seeds of the fault simulation, several at a time. A failing seed is shown with the fewest of its steps that still
 * fail. With `--planted`, it breaks the code that each check guards instead, one bug at a time.
 */
const USAGE = `Usage: npm run simulate-faults -- [--seeds N] [--from N] [--processes N] [--done FILE] [--planted]
  --seeds N      how many seeds to run (1000); exits with 1 when one fails
  --from N       the first of them (1)
  --processes N  how many run at a time (as many as there are processors)
  --done FILE    writes a line for each completed seed, and skips those that are in it: an interrupted run continues
  --planted      breaks the code that each check guards, and exits with 1 when a check misses its bug
`;
const { values } = toolArgs(USAGE, {
  seeds: { type: 'string', default: '1000' },
  from: { type: 'string', default: '1' },
  processes: { type: 'string', default: String(availableParallelism()) },
  done: { type: 'string' },
  planted: { type: 'boolean', default: false },
});
const seeds = countOf(USAGE, 'seeds', values.seeds);
const from = countOf(USAGE, 'from', values.from);
const processes = countOf(USAGE, 'processes', values.processes);
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
