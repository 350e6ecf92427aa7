import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** Linux keeps what is written here in memory. */
const MEMORY = '/dev/shm';
/** All tests together write a fifth of it. */
const BYTES_MIN = 4 * 2 ** 30;
const NAME = /^vedette-tests-(\d+)$/;

/**
 * Lets temporary files be in memory, where there is room: databases are a thousand small files each, and a disk takes longer
 * to make them than all that is asked of them. Those of a run that was killed go when the next one begins.
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
