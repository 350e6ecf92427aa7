import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, where they are not there yet. `mkdir` with `recursive` tries without end on a file
 * system that refuses new folders as if the one above were missing, such as `/proc`; this ends with the error.
 */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    const above = dirname(folder);
    if (existsSync(above)) throw error;
    makeFolder(above);
    makeFolder(folder);
  }
}
