import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import { Json, type Line } from './line.ts';
import type { Terminal } from './terminal.ts';

export const OUTPUT_FORMATS = ['table', 'finding', 'guardduty', 'asff'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Findings on stdout: a table, or a JSON document a line. */
export async function printFindings(
  findings: Iterable<Finding>,
  format: OutputFormat,
  detectors: readonly AnyDetector[],
  terminal: Terminal,
  ids = false,
): Promise<void> {
  if (format === 'table') {
    const { findingsTable } = await import('./findings-table.ts');
    await terminal.outAll(findingsTable(findings, terminal.columns, ids));
    return;
  }
  const render = await RENDERERS[format]();
  const facts = new Map(detectors.map((detector) => [detector.type, detector]));
  await terminal.outAll(documents(findings, (finding) => render(finding, facts.get(finding.type))));
}

function* documents(findings: Iterable<Finding>, render: (finding: Finding) => object): Generator<Line> {
  for (const finding of findings) yield new Json(render(finding));
}

type Render = (finding: Finding, detector: AnyDetector | undefined) => object;

/** A format is loaded when findings are to be written in it. */
const RENDERERS: Record<Exclude<OutputFormat, 'table'>, () => Promise<Render>> = {
  finding: async () => (finding) => finding,
  guardduty: async () => (await import('#services/formats/guardduty.ts')).default.render,
  asff: async () => (await import('#services/formats/asff.ts')).default.render,
};
