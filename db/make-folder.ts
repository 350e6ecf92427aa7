import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that do not exist yet. `mkdir` with `recursive` would retry without end on a file
 * system that reports a missing parent whenever it refuses a new folder, such as `/proc`. This function throws the
 * error.
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
