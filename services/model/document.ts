import type { AnyDetector } from './detector.ts';
import type { Finding } from './finding.ts';

export const FORMAT_NAMES = ['guardduty', 'asff'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** What a format takes from the finding's detector; undefined when that detector is no longer shipped. */
export type DetectorFacts = Pick<AnyDetector, 'asff' | 'respond' | 'references'> | undefined;

/** A way to render a finding for one audience. Pure: the same finding gives the same bytes. */
export interface Format {
  readonly name: FormatName;
  render(finding: Finding, detector: DetectorFacts): object;
}

export function defineFormat(format: Format): Format {
  return format;
}
