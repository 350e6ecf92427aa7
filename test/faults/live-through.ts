import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '#db/client.ts';
import { openDetection, type Detection } from '#services/detection.ts';
import { NO_INTEL, TEST_DETECTORS } from '../replay/detectors.ts';
import { run } from './run.ts';
import { shrink } from './shrink.ts';
import { stepsOf, type Step } from './step.ts';

/** `npm run simulate-faults -- --seeds=1000` does the same with any number of seeds. */
const SEEDS = Number(process.env['SEEDS'] ?? 100);

/**
 * Runs of steps for the tests of a file, in one embedded database that is emptied before each. Call it where tests are
 * declared.
 */
export function useRuns(): (steps: readonly Step[]) => ReturnType<typeof run> {
  let database: Database;
  let detection: Detection;
  const live = (steps: readonly Step[]) => run(steps, { database, detection });
  beforeAll(async () => {
    database = await openDatabase('pglite:memory');
    detection = await openDetection({ detectors: TEST_DETECTORS, intel: NO_INTEL });
    // The first run also loads modules, and waiting for them changes the order of what happens.
    await live([]);
  });
  afterAll(() => database.close());
  return live;
}

/**
 * Tests of one seed each. The seeds are dealt out to several test files, so that these run at the same time.
 *
 * @param file index of the test file among `files`
 */
export function liveThroughSeeds(file: number, files: number): void {
  const live = useRuns();
  describe('whatever goes wrong, nothing is lost, doubled or hidden', () => {
    const seeds = Array.from({ length: SEEDS }, (_, n) => n + 1);
    test.each(seeds.filter((seed) => seed % files === file))('seed %i', async (seed) => {
      const { wrong } = await live(stepsOf(seed));
      const shown = wrong.length === 0 ? undefined : await shrink(stepsOf(seed), live);
      expect(shown).toBeUndefined();
    });
  });
}
