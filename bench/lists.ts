import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from './random.ts';

/** Two lists of some thousand addresses and networks, a few of which occur in the corpora. Written anew each time. */
export function threatLists(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return (['custom', 'command-and-control'] as const).map((category, index) => {
    const file = join(folder, `${category}.txt`);
    const random = createRandom(index + 1);
    const entries = Array.from({ length: 4000 }, () => {
      const network = `${1 + random.below(222)}.${random.below(256)}.${random.below(256)}`;
      return random.below(4) === 0 ? `${network}.0/24` : `${network}.${random.below(256)}`;
    });
    writeFileSync(file, [...entries, `198.19.${200 + index}.0/28`, ''].join('\n'));
    return `--list=${category}=${file}`;
  });
}
