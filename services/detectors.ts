import { hash } from 'node:crypto';
import type { AnyDetector } from './model/detector.ts';

let loaded: Promise<readonly AnyDetector[]> | undefined;

/**
 * All detectors, by path. They are loaded once.
 *
 * @throws at the first file below `detectors/` that is not a detector or is in the wrong place
 */
export async function loadDetectors(): Promise<readonly AnyDetector[]> {
  loaded ??= import('./detector-files.ts').then(({ default: detectors }) => detectors);
  return loaded;
}

/**
 * Identifies the state of the detectors by the source text of each. Shared code is in files of its own, which this does
 * not cover: another version of the program may change it.
 */
export function detectorsVersion(detectors: readonly AnyDetector[]): string {
  const known = versions.get(detectors);
  if (known !== undefined) return known;
  const version = hash('sha256', JSON.stringify(detectors, asWritten));
  versions.set(detectors, version);
  return version;
}

const versions = new WeakMap<readonly AnyDetector[], string>();

function asWritten(name: string, value: unknown): unknown {
  if (name === 'examples') return undefined;
  if (value instanceof Map || value instanceof Set) return [...value];
  return typeof value === 'function' || value instanceof RegExp ? String(value) : value;
}
