import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url));

/**
 * Path of the dump that set-up makes of an empty embedded database with all tables, including the queue's
 * (`scripts/build-database.ts`). The name holds the last migration, so that a dump of another version is not found.
 */
export async function emptySnapshotPath(): Promise<string> {
  const last = (await readdir(MIGRATIONS)).toSorted().at(-1) ?? 'none';
  return join(fileURLToPath(new URL('../build', import.meta.url)), `database-${last}.tar`);
}

/** Unpacking the dump takes a third of the time of running all migrations. Undefined where set-up made none. */
export async function emptySnapshot(): Promise<Blob | undefined> {
  const path = await emptySnapshotPath();
  return existsSync(path) ? new Blob([await readFile(path)], { type: 'application/x-tar' }) : undefined;
}
