import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** A folder that Linux keeps in memory. */
const MEMORY = '/dev/shm';
/** Required free space, in bytes. All tests together write a fifth of that. */
const BYTES_MIN = 4 * 2 ** 30;
const NAME = /^vedette-tests-(\d+)$/;

/**
 * Puts temporary files in memory when there is room: each database is a thousand small files, and a disk takes longer
 * to create them than all queries together. The files of a killed run are removed when the next run begins.
 */
export function setupMemory(): () => Promise<void> {
  if (!existsSync(MEMORY)) return async () => {};
  for (const name of readdirSync(MEMORY)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) remove(join(MEMORY, name));
  }
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < BYTES_MIN) return async () => {};
  const folder = join(MEMORY, `vedette-tests-${process.pid}`);
  mkdirSync(folder);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  return async () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    remove(folder);
  };
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
