import { createHash } from 'node:crypto';
import type { Mutant } from './planter.ts';

/** Mutants in a random order that depends only on the seed and the source, not on the location of the files. */
export function drawn(mutants: readonly Mutant[], seed: string): readonly Mutant[] {
  return mutants
    .map((mutant) => {
      const { file, from, to, kind, replacement } = mutant;
      return { mutant, lot: lotOf([seed, file, from, to, kind, replacement]) };
    })
    .toSorted((a, b) => (a.lot < b.lot ? -1 : 1))
    .map(({ mutant }) => mutant);
}

function lotOf(of: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex');
}
