/** A finding type in the usual grammar: `Purpose:Resource/Family[.Mechanism][!Artifact]`. */
export type FindingType = `${string}:${string}/${string}`;

export interface FindingTypeParts {
  readonly purpose: string;
  readonly resource: string;
  readonly family: string;
  readonly mechanism: string | undefined;
  readonly artifact: string | undefined;
}

const GRAMMAR = /^([A-Za-z]+):([A-Za-z0-9]+)\/([A-Za-z0-9&-]+)(?:\.([A-Za-z0-9.-]+))?(?:!([A-Za-z0-9]+))?$/;

/** Whether the text is in the grammar of finding types. No detector need have this type. */
export function isFindingType(text: string): text is FindingType {
  return GRAMMAR.test(text);
}

/** @throws when the text is not in the grammar of finding types. */
export function parseFindingType(type: FindingType): FindingTypeParts {
  const [, purpose, resource, family, mechanism, artifact] = GRAMMAR.exec(type) ?? [];
  if (purpose === undefined || resource === undefined || family === undefined)
    throw new Error(`"${type}" is not a finding type: expected Purpose:Resource/Family[.Mechanism][!Artifact]`);
  return { purpose, resource, family, mechanism, artifact };
}

/** Path of a type's detector below `services/detectors`, without `.ts`: `recon/ec2-portscan`. */
export function pathOf(type: FindingType): string {
  const { purpose } = parseFindingType(type);
  return `${kebab(purpose)}/${kebab(type.slice(purpose.length + 1))}`;
}

function kebab(text: string): string {
  return text
    .replaceAll('C&C', 'C-and-C-')
    .replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3-$2$4')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();
}

/** Finding types that were shipped once and are gone. Never use a type in this list again: consumers key on it. */
export const RETIRED_FINDING_TYPES: readonly FindingType[] = [];
