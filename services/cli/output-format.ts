import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import asff from '#services/formats/asff.ts';
import guardduty from '#services/formats/guardduty.ts';
import { findingsTable } from './findings-table.ts';
import type { Terminal } from './terminal.ts';

export const OUTPUT_FORMATS = ['table', 'finding', 'guardduty', 'asff'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Findings on stdout: a table, or a JSON document a line. */
export function printFindings(
  findings: readonly Finding[],
  format: OutputFormat,
  detectors: readonly AnyDetector[],
  terminal: Terminal,
  ids = false,
): void {
  if (format === 'table') {
    if (findings.length > 0) for (const line of findingsTable(findings, terminal, ids)) terminal.out(line);
    return;
  }
  const facts = new Map(detectors.map((detector) => [detector.type, detector]));
  for (const finding of findings) terminal.out(JSON.stringify(render(finding, format, facts.get(finding.type))));
}

function render(finding: Finding, format: Exclude<OutputFormat, 'table'>, detector: AnyDetector | undefined): object {
  switch (format) {
    case 'finding':
      return finding;
    case 'guardduty':
      return guardduty.render(finding, detector);
    case 'asff':
      return asff.render(finding, detector);
  }
}
