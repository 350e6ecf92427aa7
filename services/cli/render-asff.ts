import asff from '#services/formats/asff.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';

/** ASFF with what each finding's detector knows of it. */
export function asffRenderer(detectors: readonly AnyDetector[]): (finding: Finding) => object {
  const facts = new Map<string, AnyDetector>(detectors.map((detector) => [detector.type, detector]));
  return (finding) => asff.render(finding, facts.get(finding.type));
}
