import { createRequire } from 'node:module';
import { once } from './once.ts';

/**
 * A library that not every run needs, loaded when it is first asked for: to load all of them takes longer than the rest of
 * a start.
 */
export function library<T>(load: (require: NodeJS.Require) => T): () => T {
  return once(() => load(createRequire(import.meta.url)));
}
