import type { AnyDetector } from '#services/model/detector.ts';
import type { Finding } from '#services/model/finding.ts';
import { severityLabel } from '#services/model/severity.ts';
import { exampleReader, openReader, storyteller } from '../../test/example-run.ts';

/** What each example of a detector that fires comes to, in lines for its page: by type, then by the example's name. */
export type Said = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Tells each detector its own examples. */
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
 * A line for each finding of a type: how bad it is, of what, by which list, and in which words. The pages have them, so
 * that a change to any of these is a change that reviewers see.
 */
export function saidOf(findings: readonly Finding[], type: string): readonly string[] {
  return findings.filter((finding) => finding.type === type).map(lineOf);
}

function lineOf({ severity, description, resource, service }: Finding): string {
  const lists = service.evidence.threatIntelligenceDetails.map(({ threatListName }) => `, by ${threatListName}`);
  const of = `${resource.resourceType} ${resource.id} as ${service.resourceRole.toLowerCase()}`;
  return `${severityLabel(severity)}, ${escaped(of)}${lists.join('')}: ${escaped(description)}`;
}

/** As Markdown shows it as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
