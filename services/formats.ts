import type { AnyDetector } from './model/detector.ts';
import type { Format } from './model/document.ts';
import type { Finding } from './model/finding.ts';
import type { FormatName } from './model/format-names.ts';

/** A finding as a document of one format. */
export type Render = (finding: Finding) => object;

/** Renders findings in a format. The format's file is loaded when it is first used. */
export type Renderers = (format: FormatName) => Promise<Render>;

const FORMATS: Readonly<Record<FormatName, () => Promise<{ readonly default: Format }>>> = {
  asff: () => import('./formats/asff.ts'),
  finding: () => import('./formats/finding.ts'),
  guardduty: () => import('./formats/guardduty.ts'),
  ocsf: () => import('./formats/ocsf.ts'),
};

/** Loads the file of a format. */
export async function loadFormat(name: FormatName): Promise<Format> {
  return (await FORMATS[name]()).default;
}

/** @param detectors documents take the data on a finding's detector from these */
export function renderersOf(detectors: readonly AnyDetector[]): Renderers {
  const facts = new Map(detectors.map((detector) => [detector.type, detector]));
  return async (name) => {
    const format = await loadFormat(name);
    return (finding) => format.render(finding, facts.get(finding.type));
  };
}
