import { openDatabase } from '#db/client.ts';
import { openDetection } from '#services/detection.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import type { Lived, Wanted } from './processes.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { stepsOf, type Step } from './step.ts';

/** Runs each seed that it is sent, and answers with the result. */
const database = await openDatabase('pglite:memory');
const detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
const live = (steps: readonly Step[]) => run(steps, { database, detection });
// The first run loads modules, which changes the order of everything that waits: it is a warm-up.
const ready = live(stepsOf(0));

process.on('message', async ({ seed, shrinks }: Wanted) => {
  await ready;
  const { wrong, met } = await live(stepsOf(seed));
  const shown = wrong.length === 0 || !shrinks ? '' : await show(seed, wrong);
  process.send?.({ seed, wrong, met: Object.fromEntries(met), shown } satisfies Lived);
});
process.once('disconnect', () => process.exit());

async function show(seed: number, wrong: readonly string[]): Promise<string> {
  const shrunk = await shrink(stepsOf(seed), live);
  const steps = indented(shrunk.steps.map((step) => JSON.stringify(step)));
  return `Seed ${seed} fails:\n${indented(wrong)}These steps are enough:\n${steps}for this:\n${indented(shrunk.wrong)}\n`;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}\n`).join('');
}
