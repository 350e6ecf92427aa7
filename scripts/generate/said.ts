import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import { severityLabel } from '#services/model/severity.ts';
import { exampleReader, openReader, storyteller } from '../../test/example-run.ts';

/** The findings of each example that fires, in lines for the detector's page: by type, then by the example's name. */
export type Said = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Runs each detector on its own examples. */
export async function saidBy(detectors: readonly AnyDetector[]): Promise<Said> {
  const reader = await openReader();
  return new Map(
    detectors.map((detector) => {
      const tell = storyteller(exampleReader(reader, [detector]));
      const examples = Object.entries(detector.examples.fires);
      return [
        detector.type,
        new Map(
          examples.map(([name, make]) => [name, saidOf(tell(detector.from.source, make()).findings, detector.type)]),
        ),
      ];
    }),
  );
}

/**
 * A line for each finding of a type: severity, resource, list, and description. They are on the pages, so that
 * reviewers see a change to any of these.
 */
export function saidOf(findings: readonly Finding[], type: string): readonly string[] {
  return findings.filter((finding) => finding.type === type).map(lineOf);
}

function lineOf({ severity, description, resource, service }: Finding): string {
  const lists = service.evidence.threatIntelligenceDetails.map(({ threatListName }) => `, by ${threatListName}`);
  const of = `${resource.resourceType} ${resource.id} as ${service.resourceRole.toLowerCase()}`;
  return `${severityLabel(severity)}, ${escaped(of)}${lists.join('')}: ${escaped(description)}`;
}

/** Escaped, so that Markdown shows the text unchanged. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
