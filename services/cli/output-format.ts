import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import { FORMAT_NAMES } from '#services/model/format-names.ts';
import { renderersOf, type Render } from '../formats.ts';
import { Json, type Line } from './line.ts';
import type { Terminal } from './terminal.ts';

export const OUTPUT_FORMATS = ['table', ...FORMAT_NAMES] as const;
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
  await terminal.outAll(documents(findings, await renderersOf(detectors)(format)));
}

function* documents(findings: Iterable<Finding>, render: Render): Generator<Line> {
  for (const finding of findings) yield new Json(render(finding));
}
