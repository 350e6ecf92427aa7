import process from 'node:process';
import type { Lived, Wanted } from './processes.ts';

/** A fake that runs nothing: it dies at seed 3, and reports success for every other seed. */
process.on('message', ({ seed }: Wanted) => {
  if (seed === 3) process.exit(1);
  process.send?.({ seed, wrong: [], met: { 'words lost': 1 }, shown: '' } satisfies Lived);
});
