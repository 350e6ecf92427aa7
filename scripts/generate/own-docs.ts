import type { AnyDetector } from '#services/model/detector.ts';
import { byType, GENERATED, linkTo, severityOf, sourceOf, techniquesOf, typesCounted } from './detector-words.ts';
import { page, table } from './markdown.ts';
import { LEFT_OUT } from './own-types.ts';

/** The page of the types that GuardDuty does not have, and of those that were considered and rejected. */
export function ownTypesPage(detectors: readonly AnyDetector[]): string {
  const own = byType(detectors).filter((detector) => detector.own);
  return page(
    "# Vedette's own finding types",
    `${typesCounted(own.length)} that GuardDuty does not have, named in the same way. Their findings have \`vedette\` as \`service.additionalInfo.origin\`. ${GENERATED}`,
    table(
      ['finding type', 'title', 'severity', 'reads', 'ATT&CK'],
      own.map((detector) => [
        linkTo(detector, 'detectors/'),
        detector.title,
        severityOf(detector),
        sourceOf(detector),
        techniquesOf(detector),
      ]),
    ),
    '## Considered and left out',
    'These types were considered. Some need an inventory of what exists, which records of changes cannot give. Others would fire on ordinary work until that can be told apart.',
    table(['finding type', 'why it is missing'], Object.entries(LEFT_OUT)),
  );
}
