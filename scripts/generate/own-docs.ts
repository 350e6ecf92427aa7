import type { AnyDetector } from '#services/model/detector.ts';
import { byType, GENERATED, linkTo, severityOf, sourceOf, techniquesOf, typesCounted } from './detector-words.ts';
import { page, table } from './markdown.ts';
import { LEFT_OUT } from './own-types.ts';

/** The page of the types that GuardDuty does not have, and of those that were considered and rejected. */
export function ownTypesPage(detectors: readonly AnyDetector[]): string {
  const own = byType(detectors).filter((detector) => detector.own);
  return page(
    "# Vedette's own finding types",
    `${typesCounted(own.length)} that GuardDuty has not, named by its grammar. Findings of them say so (\`service.additionalInfo.origin\` is \`vedette\`). ${GENERATED}`,
    table(
      ['finding type', 'says', 'severity', 'reads', 'ATT&CK'],
      own.map((detector) => [
        linkTo(detector, 'detectors/'),
        detector.title,
        severityOf(detector),
        sourceOf(detector),
        techniquesOf(detector),
      ]),
    ),
    '## Left out',
    'These were weighed. What needs an inventory needs to know what exists, which no record of a change tells; what would fire on ordinary work waits until that can be told apart.',
    table(['finding type', 'why there is none'], Object.entries(LEFT_OUT)),
  );
}
