import type { AnyDetector } from './detector.ts';
import type { Finding } from './finding.ts';

/** The part of a finding's detector that formats use; undefined when that detector is no longer shipped. */
export type DetectorFacts = Pick<AnyDetector, 'asff' | 'attack' | 'respond' | 'references'> | undefined;

/**
 * A way to render a finding for one audience. Pure: the same finding gives the same bytes. A file in `services/formats/`
 * is a format, and its name is the file's.
 */
export interface Format {
  render(finding: Finding, detector: DetectorFacts): object;
}

export function defineFormat(format: Format): Format {
  return format;
}
