import type { AnyDetector } from './model/detector.ts';

let loaded: Promise<readonly AnyDetector[]> | undefined;

/**
 * All detectors, by path. They are looked for once.
 *
 * @throws at the first file below `detectors/` that is not a detector or stands in the wrong place
 */
export async function loadDetectors(): Promise<readonly AnyDetector[]> {
  loaded ??= import('#detectors').then(({ default: detectors }) => detectors);
  return loaded;
}
