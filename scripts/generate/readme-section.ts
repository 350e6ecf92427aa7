import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnyDetector } from '#services/model/detector.ts';
import { parseFindingType } from '#services/model/finding-type.ts';
import { sourceOf, typesCounted } from './detector-words.ts';
import { guardDutyCoverage } from './guardduty-docs.ts';
import { alignedTable } from './markdown.ts';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));
const BEGIN = '<!-- What npm run generate writes: -->';
const END = '<!-- Until here. -->';

/** The README with the present numbers of finding types between its two marks. @throws when a mark is missing */
export function readme(detectors: readonly AnyDetector[]): string {
  const [before, rest] = parted(readFileSync(README, 'utf8'), BEGIN);
  const [, after] = parted(rest, END);
  return `${before}${BEGIN}\n\n${section(detectors)}\n\n${END}${after}`;
}

function parted(text: string, mark: string): readonly [before: string, after: string] {
  const [before, after, ...more] = text.split(mark);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`README.md must have "${mark}" once.`);
  return [before, after];
}

function section(detectors: readonly AnyDetector[]): string {
  const { rows, detected, retired } = guardDutyCoverage(detectors);
  const bySource = Map.groupBy(
    detectors.toSorted((a, b) => (a.type < b.type ? -1 : 1)),
    sourceOf,
  );
  const own = detectors.filter((detector) => detector.own).length;
  return [
    `${typesCounted(detectors.length)}: ${detected} of the ${rows.length} that GuardDuty has today, under the same names ([what is missing, and why](docs/guardduty.md)), ${retired.length} that GuardDuty has retired, and ${own} [of our own](docs/own-types.md).`,
    alignedTable(
      ['logs', "GuardDuty's", 'our own', 'threat purposes'],
      [...bySource]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([source, members]) => {
          const ours = members.filter((detector) => detector.own).length;
          return [source, String(members.length - ours), String(ours), purposesOf(members)];
        }),
    ),
  ].join('\n\n');
}

/** How many of the types have each threat purpose. */
function purposesOf(detectors: readonly AnyDetector[]): string {
  const purposes = Map.groupBy(detectors, ({ type }) => parseFindingType(type).purpose);
  return [...purposes].map(([purpose, { length }]) => `${purpose} ${length}`).join(', ');
}
