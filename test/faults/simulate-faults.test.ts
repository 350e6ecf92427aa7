import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '#db/client.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { openEmbedded } from '../databases.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { stepsOf, type Step } from './step.ts';

/** `npm run simulate-faults -- --seeds=1000` is the same with as many as one likes. */
const SEEDS = Number(process.env['SEEDS'] ?? 10);

let database: Database;
let detection: Detection;
const live = (steps: readonly Step[]) => run(steps, { database, detection });

beforeAll(async () => {
  database = await openEmbedded();
  detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
  // Loads modules: who waits for them waits in another order.
  await live([]);
});
afterAll(() => database.close());

describe('whatever goes wrong, nothing is lost, doubled or hidden', () => {
  test.each(Array.from({ length: SEEDS }, (_, n) => n + 1))('seed %i', async (seed) => {
    const { wrong } = await live(stepsOf(seed));
    const shown = wrong.length === 0 ? undefined : await shrink(stepsOf(seed), live);
    expect(shown).toBeUndefined();
  });
});

test('a seed is one run', async () => {
  const [first, second] = [await live(stepsOf(3)), await live(stepsOf(3))];
  expect(first.course).toEqual(second.course);
  expect(first.course.length).toBeGreaterThan(10);
});

test('of a run that fails the steps are shown that are enough', async () => {
  const guilty: Step = { do: 'lose words' };
  const innocent: Step = { do: 'wait', ms: 1000 };
  const work: Step = {
    do: 'work',
    first: 'list',
    process: 0,
    faults: [
      { at: 1, what: 'killed' },
      { at: 2, what: 'refused' },
    ],
  };
  const steps = [innocent, work, innocent, guilty, innocent, innocent];
  const shrunk = await shrink(steps, async (fewer) => {
    const isLeft = fewer.some((step) => step.do === 'work' && step.faults.some(({ at }) => at === 2));
    return { wrong: fewer.includes(guilty) && isLeft ? ['It fails.'] : [], met: new Map(), course: [] };
  });
  expect(shrunk).toEqual({ steps: [{ ...work, faults: [{ at: 2, what: 'refused' }] }, guilty], wrong: ['It fails.'] });
});
