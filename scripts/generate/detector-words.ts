import type { AnyDetector } from '#services/model/detector.ts';
import { pathOf } from '#services/model/finding-type.ts';
import { severitiesOf } from '#services/model/detector-severities.ts';
import { sourceNamed } from '#services/sources/source-named.ts';

export const GENERATED = 'Generated from the definitions by `npm run generate`.';

export function severityOf(detector: AnyDetector): string {
  return severitiesOf(detector).join(' or ');
}

export function needsOf({ needs = [] }: AnyDetector): string {
  return needs.map((category) => `\`${category}\``).join(' or ');
}

export function sourceOf({ from }: AnyDetector): string {
  return sourceNamed(from.source).label;
}

export function techniquesOf({ attack }: AnyDetector): string {
  return attack.map(techniqueLink).join(', ');
}

export function techniqueLink(id: string): string {
  return `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`;
}

/** @param folder of the pages, relative to the page with the link */
export function linkTo({ type }: AnyDetector, folder = '', text: string = type): string {
  return `[${text}](${folder}${pathOf(type)}.md)`;
}

export function byType(detectors: readonly AnyDetector[]): readonly AnyDetector[] {
  return detectors.toSorted((a, b) => (a.type < b.type ? -1 : 1));
}

/** Counted types in a sentence: `1 finding type`, `2 finding types`. */
export function typesCounted(count: number): string {
  return `${count} finding type${count === 1 ? '' : 's'}`;
}
