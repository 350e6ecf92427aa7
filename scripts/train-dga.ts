// Trains the model that recognizes generated names, with names that people chose and names from our own generators:
// node scripts/train-dga.ts NAMES [SEED]. NAMES: one a line, or CSV with a column `domain`; may be gzipped. Writes
// services/detectors/kits/made-up/weights.ts; the same names and seed give the same file. See
// docs/models/made-up-names.md.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeModel } from '#services/detectors/kits/made-up/shipped-model.ts';
import { readBenign } from './train-dga/benign.ts';
import { train } from './train-dga/train.ts';

const WEIGHTS = fileURLToPath(new URL('../services/detectors/kits/made-up/weights.ts', import.meta.url));
const [names, seed = '1'] = process.argv.slice(2);

if (names === undefined) {
  console.error('Say which names people chose: node scripts/train-dga.ts NAMES [SEED].');
  process.exitCode = 2;
} else {
  const model = writeModel(train(readBenign(names), Number(seed), (line) => console.error(line)));
  const text = `import type { WrittenModel } from './shipped-model.ts';

/** Trained by \`scripts/train-dga.ts\`: docs/models/made-up-names.md says on what. */
export const WEIGHTS: WrittenModel = ${JSON.stringify(model, null, 2)};
`;
  writeFileSync(WEIGHTS, text);
  console.error(`wrote ${Math.round(text.length / 1000)} kB`);
}
