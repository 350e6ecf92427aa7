import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDetectors } from '#services/detectors.ts';

/** A configuration without the detectors that judge by what was learned, as a flag. Written anew each time. */
export async function unlearned(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const learned = (await loadDetectors()).filter((detector) => detector.learned !== undefined);
  const settings = Object.fromEntries(learned.map(({ type }) => [type, { enabled: false }]));
  const file = join(folder, 'unlearned.yaml');
  // JSON is valid YAML.
  writeFileSync(file, JSON.stringify({ settings }));
  return `--config=${file}`;
}
