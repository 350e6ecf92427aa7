import { matchesGlob } from 'node:path';
import { drawn } from '../drawn.ts';
import type { Fate } from '../planter.ts';
import { Measure } from './measure.ts';
import { Planter } from './mutants.ts';

/** Rooms that are measured by examples, with a test for their files. */
export const ROOMS_BY_EXAMPLE: Readonly<Record<string, (file: string) => boolean>> = {
  detectors: (file) => !file.startsWith('kits/'),
  // Outlines are a generated table of data.
  kits: (file) => file.startsWith('kits/') && file !== 'kits/country-outlines.ts',
};

export interface Asked {
  /** How many mutants of each file; undefined: all. */
  readonly sample: number | undefined;
  readonly seed: string;
  /** A pattern below the folder of detectors; undefined: the whole room. */
  readonly files: string | undefined;
}

/** The fates of the mutants of a file. */
export interface Measured {
  readonly file: string;
  readonly fates: readonly Fate[];
}

/**
 * Measures a room file by file, with the examples of all detectors that use the file; for kits, also with their unit
 * tests.
 */
export async function* measureByExamples(room: string, { sample, seed, files }: Asked): AsyncGenerator<Measured> {
  const planter = new Planter();
  const measure = new Measure();
  try {
    for (const file of planter.files) {
      if (!ROOMS_BY_EXAMPLE[room]?.(file) || (files !== undefined && !matchesGlob(file, files))) continue;
      const planted = await planter.plant(file);
      const chosen = new Set(drawn(planted.mutants, seed).slice(0, sample));
      const inOrder = planted.mutants.filter((mutant) => chosen.has(mutant));
      yield { file, fates: await measure.measure(planted, inOrder) };
    }
  } finally {
    await measure.end();
  }
}
