import { SOURCES } from './index.ts';
import type { AnySource } from './log-source.ts';

/** @throws when there is none of the name */
export function sourceNamed(name: string): AnySource {
  const source = SOURCES.find((one) => one.name === name);
  if (source === undefined)
    throw new Error(`"${name}" is no source: ${SOURCES.map((one) => one.name).join(', ')} are.`);
  return source;
}
