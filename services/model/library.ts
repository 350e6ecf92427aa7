import { createRequire } from 'node:module';
import { once } from './once.ts';

/**
 * Loads a library when it is first used: not every run needs it, and loading all libraries takes longer than the rest of
 * a start.
 */
export function library<T>(load: (require: NodeJS.Require) => T): () => T {
  return once(() => load(createRequire(import.meta.url)));
}
