import { parseArgs } from 'node:util';
import { openDatabase } from '#db/client.ts';
import { openDetection } from '#services/detection.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { FAULT_KINDS, stepsOf } from './step.ts';

/**
 * `npm run simulate-faults -- [--seeds N] [--from N]`: lives through the seeds one after the other. A seed that fails is
 * shown with the fewest of its steps that still fail, and makes it end with 1.
 */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1000' }, from: { type: 'string', default: '1' } },
});
const [seeds, from] = [Number(values.seeds), Number(values.from)];
if (!Number.isInteger(seeds) || !Number.isInteger(from) || seeds < 1) {
  process.stderr.write('--seeds and --from take a whole number each.\n');
  process.exit(2);
}
const database = await openDatabase('pglite:memory');
const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
const open = { database, detection };
const met = new Map<string, number>();
const failed: number[] = [];
const startedAt = performance.now();
// The first loads modules, and what waits for them waits in another order.
await run(stepsOf(0), open);
for (let seed = from; seed < from + seeds; seed++) {
  const report = await run(stepsOf(seed), open);
  for (const [kind, times] of report.met) met.set(kind, times + (met.get(kind) ?? 0));
  if (report.wrong.length === 0) continue;
  failed.push(seed);
  process.stdout.write(`Seed ${seed} fails:\n${report.wrong.map((line) => `  ${line}\n`).join('')}`);
  const { steps, wrong } = await shrink(stepsOf(seed), (fewer) => run(fewer, open));
  process.stdout.write(`These steps are enough:\n${steps.map((step) => `  ${JSON.stringify(step)}\n`).join('')}`);
  process.stdout.write(`for this:\n${wrong.map((line) => `  ${line}\n`).join('')}\n`);
}
const faults = FAULT_KINDS.map((kind) => `${met.get(kind) ?? 0} ${kind}`).join(', ');
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stdout.write(`${seeds} seeds from ${from} in ${seconds} s: ${failed.length} fail. Faults: ${faults}.\n`);
// Whoever was killed may still wait for something.
process.exit(failed.length === 0 ? 0 : 1);
