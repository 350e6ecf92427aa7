import type { AnyDetector } from '#services/model/detector.ts';
import { parseFindingType } from '#services/model/finding-type.ts';
import { severitiesOf } from '#services/model/detector-severities.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import {
  byType,
  GENERATED,
  linkTo,
  needsOf,
  severityOf,
  sourceOf,
  techniqueLink,
  typesCounted,
} from './detector-words.ts';
import { page, table } from './markdown.ts';

type Groups = ReadonlyMap<string, readonly AnyDetector[]>;

/** All detectors, by the attacker's aim, by source, by severity, and by technique. */
export function detectorIndex(all: readonly AnyDetector[]): string {
  const detectors = byType(all);
  const purposes = groupedBy(detectors, ({ type }) => [parseFindingType(type).purpose]);
  const techniques = groupedBy(detectors, ({ attack }) => attack);
  return page(
    '# Detectors',
    `${GENERATED} ${typesCounted(detectors.length)}; see also [how to add one](../add-a-detector.md), [GuardDuty's types that are missing](../guardduty.md) and [our own types](../own-types.md).`,
    '[By purpose](#by-purpose) · [by source](#by-source) · [by severity](#by-severity) · [by ATT&CK technique](#by-attck-technique)',
    '## By purpose',
    [...purposes.keys()].map((purpose) => `[${purpose}](#${purpose.toLowerCase()})`).join(' · '),
    ...[...purposes].flatMap(([purpose, members]) => [`### ${purpose}`, purposeTable(members)]),
    '## By source',
    ...linksBelow(groupedBy(detectors, (detector) => [sourceOf(detector)])),
    '## By severity',
    'By the highest severity that a finding of the type can have.',
    ...linksBelow(worstFirst(groupedBy(detectors, (detector) => severitiesOf(detector).slice(0, 1)))),
    '## By ATT&CK technique',
    table(
      ['technique', 'finding types'],
      [...techniques].map(([id, members]) => [techniqueLink(id), linksTo(members)]),
    ),
  );
}

function purposeTable(members: readonly AnyDetector[]): string {
  return table(
    ['finding type', 'title', 'severity', 'reads', 'needs a list of', "GuardDuty's"],
    members.map((detector) => [
      linkTo(detector),
      detector.title,
      severityOf(detector),
      sourceOf(detector),
      needsOf(detector),
      detector.own ? 'no' : 'yes',
    ]),
  );
}

function linksBelow(groups: Groups): readonly string[] {
  return [...groups].flatMap(([name, members]) => [`### ${name}`, `${members.length}: ${linksTo(members)}`]);
}

function linksTo(members: readonly AnyDetector[]): string {
  return members.map((member) => linkTo(member)).join(' · ');
}

/** Groups, ordered by name. */
function groupedBy(detectors: readonly AnyDetector[], namesOf: (detector: AnyDetector) => readonly string[]): Groups {
  const pairs = detectors.flatMap((detector) => namesOf(detector).map((name) => ({ name, detector })));
  const groups = Map.groupBy(pairs, ({ name }) => name);
  return new Map(
    [...groups]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, members]) => [name, members.map(({ detector }) => detector)]),
  );
}

function worstFirst(groups: Groups): Groups {
  return new Map(
    SEVERITY_LABELS.toReversed().flatMap((label) => {
      const members = groups.get(label);
      return members === undefined ? [] : [[label, members] as const];
    }),
  );
}
