import asff from './formats/asff.ts';
import guardduty from './formats/guardduty.ts';
import type { AnyDetector } from './model/detector.ts';
import type { DetectorFacts, Format, FormatName } from './model/document.ts';
import type { Finding } from './model/finding.ts';

/** Every format, with what each finding's detector knows of it. */
export interface Formats {
  readonly formats: ReadonlyMap<FormatName, Format>;
  factsOf(type: string): DetectorFacts;
  render(finding: Finding, format: FormatName): object;
}

export function formatsOf(detectors: readonly AnyDetector[]): Formats {
  const formats = new Map<FormatName, Format>([guardduty, asff].map((format) => [format.name, format]));
  const facts = new Map<string, AnyDetector>(detectors.map((detector) => [detector.type, detector]));
  return {
    formats,
    factsOf: (type) => facts.get(type),
    render(finding, name) {
      const format = formats.get(name);
      if (format === undefined) throw new Error(`There is no format ${name}.`);
      return format.render(finding, facts.get(finding.type));
    },
  };
}
