import type { AnyDetector } from '#services/model/detector.ts';
import { closest, didYouMean } from '#services/model/closest.ts';
import { UsageError } from './usage-error.ts';

/** Ignores upper and lower case. @throws UsageError, with the closest type, when there is none */
export function detectorNamed(type: string, detectors: readonly AnyDetector[]): AnyDetector {
  const detector = detectors.find((known) => known.type.toLowerCase() === type.toLowerCase());
  if (detector !== undefined) return detector;
  const types = detectors.map((known) => known.type);
  throw new UsageError(`There is no detector for "${type}".`, didYouMean(closest(type, types)));
}
