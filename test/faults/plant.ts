import { registerHooks } from 'node:module';
import { PLANTED_BUGS } from './planted-bugs.ts';

/** Loaded before everything else as `plant.ts?N`: loads the program with bug number N. */
const bug = PLANTED_BUGS[Number(new URL(import.meta.url).search.slice(1))];
if (bug === undefined) throw new Error('There is no bug of that number.');
const { file, right, wrong } = bug;
const planted = new URL(`../../${file}`, import.meta.url).href;

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (url !== planted || loaded.source === undefined || loaded.source === null) return loaded;
    const text = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
    return { ...loaded, source: text.replace(right, () => wrong) };
  },
});
