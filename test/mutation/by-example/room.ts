import { matchesGlob } from 'node:path';
import { drawnLot } from '../sample.ts';
import { Measure, type Fate } from './measure.ts';
import { Planter, type Mutant, type MutatedFile } from './mutants.ts';

/** Rooms that are measured by examples: which files they have. */
export const ROOMS_BY_EXAMPLE: Readonly<Record<string, (file: string) => boolean>> = {
  detectors: (file) => !file.startsWith('kits/'),
  // Outlines are generated: a table of data.
  kits: (file) => file.startsWith('kits/') && file !== 'kits/country-outlines.ts',
};

export interface Asked {
  /** Of each file so many, or all. */
  readonly sample: number | undefined;
  readonly seed: string;
  /** Below the folder of detectors; undefined is all of the room. */
  readonly files: string | undefined;
}

/** What became of the mutants of a file. */
export interface Measured {
  readonly file: string;
  readonly fates: readonly Fate[];
}

/** Measures a room file by file: by the examples of all detectors that use it, and a kit by unit tests of kits besides. */
export async function* measureByExamples(room: string, { sample, seed, files }: Asked): AsyncGenerator<Measured> {
  const planter = new Planter();
  const measure = new Measure();
  try {
    for (const file of planter.files) {
      if (!ROOMS_BY_EXAMPLE[room]?.(file) || (files !== undefined && !matchesGlob(file, files))) continue;
      const planted = await planter.plant(file);
      const drawn = drawnFrom(planted, seed, sample);
      yield { file, fates: await measure.measure(planted, drawn) };
    }
  } finally {
    await measure.end();
  }
}

function drawnFrom({ file, mutants }: MutatedFile, seed: string, sample = mutants.length): readonly Mutant[] {
  const lot = ({ kind, from, to, replacement }: Mutant) => drawnLot([seed, file, from, to, kind, replacement]);
  const lots = new Map(mutants.map((mutant) => [mutant, lot(mutant)]));
  const drawn = mutants.toSorted((a, b) => ((lots.get(a) ?? '') < (lots.get(b) ?? '') ? -1 : 1)).slice(0, sample);
  return mutants.filter((mutant) => drawn.includes(mutant));
}
