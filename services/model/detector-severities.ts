import type { AnyDetector } from './detector.ts';
import { SEVERITY_LABELS, type SeverityLabel } from './severity.ts';

/** The severities that the detector's findings may have, the worst first. */
export function severitiesOf({ severity }: AnyDetector): readonly SeverityLabel[] {
  if (typeof severity === 'string') return [severity];
  return SEVERITY_LABELS.filter((label) => severity.when[label] !== undefined).toReversed();
}
