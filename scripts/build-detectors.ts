// Bundles all detectors and their shared code into one file, `build/detectors.js`, which halves the time of a start:
// loading a module takes a millisecond, and there are hundreds. Other imports stay as they are. Each detector is
// checked here.
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { pathOf } from '#services/model/finding-type.ts';
import { loadDetectors } from '#services/detectors.ts';

const BUILD = fileURLToPath(new URL('../build/', import.meta.url));
const ENTRY = `${BUILD}all-detectors.js`;

const paths = (await loadDetectors()).map(({ type }) => `../services/detectors/${pathOf(type)}.ts`);
const lines = [
  ...paths.map((path, i) => `import detector${i} from '${path}';`),
  `export default [${paths.map((_, i) => `detector${i}`).join(', ')}];`,
];
writeFileSync(ENTRY, lines.join('\n'));
// Other modules stay external, because the program loads the same instances.
const bundle = await rolldown({ input: ENTRY, platform: 'node', external: /^[#a-z@]/ });
await bundle.write({ file: `${BUILD}detectors.js`, format: 'esm' });
await bundle.close();
rmSync(ENTRY);
