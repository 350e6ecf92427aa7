import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '#db/make-folder.ts';
import { simulate, type SimulationPlan } from '#services/simulation/simulate.ts';

export interface WrittenSimulation {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Writes a simulated organization below a folder, one file at a time, so its size does not affect memory. Files of the
 * same names are replaced; others stay.
 *
 * @param onFile called after each file with the number of files so far
 */
export async function writeSimulation(
  plan: SimulationPlan,
  folder: string,
  onFile: (files: number) => void = () => undefined,
): Promise<WrittenSimulation> {
  let files = 0;
  let bytes = 0;
  for (const file of simulate(plan)) {
    const path = join(folder, ...file.path.split('/'));
    makeFolder(dirname(path));
    await writeFile(path, file.bytes);
    files++;
    bytes += file.bytes.length;
    onFile(files);
  }
  return { files, bytes };
}
