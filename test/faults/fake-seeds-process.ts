import process from 'node:process';
import type { Lived, Wanted } from './processes.ts';

/** Lives through nothing: dies over the seed 3, and says of every other that all is well. */
process.on('message', ({ seed }: Wanted) => {
  if (seed === 3) process.exit(1);
  process.send?.({ seed, wrong: [], met: { 'words lost': 1 }, shown: '' } satisfies Lived);
});
