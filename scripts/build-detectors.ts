// Makes one file of all detectors and what they share, `build/detectors.js`, by which a start takes half the time: to load
// a module takes a millisecond, and there are hundreds. Whatever else they import stays as it is. Each is checked here.
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
// Of everything else there is one instance, which the program loads as well.
const bundle = await rolldown({ input: ENTRY, platform: 'node', external: /^[#a-z@]/ });
await bundle.write({ file: `${BUILD}detectors.js`, format: 'esm' });
await bundle.close();
rmSync(ENTRY);
