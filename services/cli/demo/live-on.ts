import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '#db/make-folder.ts';
import type { Detection } from '#services/detection.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { later } from '#services/simulation/later.ts';
import type { SimulationPlan } from '#services/simulation/simulate.ts';
import type { Service } from '../../start.ts';
import { simulatedObjects } from './simulated-organization.ts';

/** A service that reads a folder of simulated logs. */
interface Watched {
  readonly service: Pick<Service, 'receive'>;
  readonly detection: Pick<Detection, 'sources'>;
}

/**
 * Keeps a simulated organization alive: writes one attack after the other as a log object into the folder that a
 * service reads.
 *
 * @param told receives errors; the next attack is written anyway
 * @returns a function that stops it
 */
export function liveOn(
  plan: SimulationPlan,
  logs: string,
  { service, detection }: Watched,
  everyMs: number,
  told: (line: string) => void,
): () => void {
  const files = later(plan, Date.now());
  const next = async () => {
    const { value: file } = files.next();
    if (file === undefined) return;
    const path = join(logs, ...file.path.split('/'));
    makeFolder(dirname(path));
    await writeFile(path, file.bytes);
    const objects = await simulatedObjects(logs, detection.sources);
    await service.receive(objects.filter(({ bucket, key }) => `${bucket}/${key}` === file.path));
  };
  const timer = setInterval(() => {
    next().catch((error: unknown) => told(`An attack could not be simulated: ${reasonOf(error)}`));
  }, everyMs);
  return () => clearInterval(timer);
}
