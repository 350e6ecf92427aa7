import { SOURCES } from './index.ts';
import type { AnySource } from './log-source.ts';

/** @throws when there is none of the name */
export function sourceNamed(name: string): AnySource {
  const source = SOURCES.find((one) => one.name === name);
  if (source === undefined)
    throw new Error(`"${name}" is no source: ${SOURCES.map((one) => one.name).join(', ')} are.`);
  return source;
}

/** Whether there is one of the name: what was stored when there was is kept, and may be of one that is gone. */
export function isSource(name: string): boolean {
  return SOURCES.some((one) => one.name === name);
}
