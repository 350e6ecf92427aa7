import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MIGRATIONS = fileURLToPath(new URL('migrations', import.meta.url));

/**
 * Where set-up puts a dump of an embedded database that has all tables, the queue's too, and no rows (`scripts/build-database.ts`). The name
 * holds the last migration: with another state of the tables, such as that of a version before, none is found.
 */
export async function emptySnapshotPath(): Promise<string> {
  const last = (await readdir(MIGRATIONS)).toSorted().at(-1) ?? 'none';
  return join(fileURLToPath(new URL('../build', import.meta.url)), `database-${last}.tar`);
}

/** To unpack it takes a third of the time of making a database. Undefined where set-up made none. */
export async function emptySnapshot(): Promise<Blob | undefined> {
  const path = await emptySnapshotPath();
  return existsSync(path) ? new Blob([await readFile(path)], { type: 'application/x-tar' }) : undefined;
}
