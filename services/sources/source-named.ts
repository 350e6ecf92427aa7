import { SOURCES } from './index.ts';
import type { AnySource } from './log-source.ts';

/** @throws when no source has the name */
export function sourceNamed(name: string): AnySource {
  const source = SOURCES.find((one) => one.name === name);
  if (source === undefined)
    throw new Error(`"${name}" is no source: ${SOURCES.map((one) => one.name).join(', ')} are.`);
  return source;
}

/** Whether a source with the name exists: stored rows may name one that was removed. */
export function isSource(name: string): boolean {
  return SOURCES.some((one) => one.name === name);
}
