import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const LAUNCHER = fileURLToPath(new URL('../vedette', import.meta.url));
const USAGE = fileURLToPath(new URL('usage.cjs', import.meta.url));
/** The exit code of a scan with findings, which nearly every bench should have. */
const FOUND = 3;
const Usage = z.object({ cpuMs: z.number(), peakMb: z.number() });

/**
 * CPU time and memory of each process of a `vedette scan`, as users call it: includes the launcher's check that
 * everything is set up.
 */
export function scanned(
  args: readonly string[],
  { cwd = process.cwd(), ends = FOUND }: { readonly cwd?: string; readonly ends?: number } = {},
): readonly z.output<typeof Usage>[] {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-bench-'));
  const file = join(folder, 'usage');
  const { status, error } = spawnSync(LAUNCHER, ['scan', ...args], {
    cwd,
    stdio: 'ignore',
    env: {
      ...process.env,
      NODE_OPTIONS: `--require=${JSON.stringify(USAGE)}`,
      BENCH_USAGE: file,
      VEDETTE_DATA_DIR: folder,
    },
  });
  if (status !== ends) throw new Error(`vedette scan ${args.join(' ')} ended with ${error ?? status}`);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(folder, { recursive: true });
  return lines.map((line) => Usage.parse(JSON.parse(line)));
}
