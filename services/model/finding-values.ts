import type { FindingBody } from './finding.ts';
import { PART_FROM, type FindingField } from './finding-field.ts';
import { FINDING_FIELDS, type FieldName } from './finding-fields.ts';

/** The distinct values that a finding has in a field, equal to those in the field's database column. */
export function valuesIn(finding: FindingBody, name: FieldName): readonly (string | number)[] {
  const { path, otherwise, also = [], part }: FindingField = FINDING_FIELDS[name];
  const own = [path, ...also].flatMap((each) => leaves(finding, each));
  const found = own.length > 0 || otherwise === undefined ? own : leaves(finding, otherwise);
  return [
    ...new Set(
      part === undefined
        ? found
        : found.flatMap((value) => new RegExp(part).exec(String(value).slice(0, PART_FROM))?.[1] ?? []),
    ),
  ];
}

/** The same as texts, without empty texts, which stand for values that the log does not name. */
export function namesIn(finding: FindingBody, name: FieldName): readonly string[] {
  return valuesIn(finding, name).flatMap((value) => String(value) || []);
}

/** Texts and numbers at a path; for a list, those of each of its members; for `*`, those of every member. */
export function leaves(value: unknown, [name, ...rest]: readonly string[]): readonly (string | number)[] {
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) {
    if (typeof value === 'string' || typeof value === 'number') return [value];
    return typeof value === 'boolean' ? [String(value)] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') return Object.values(value).flatMap((member) => leaves(member, rest));
  const member: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  return member === undefined ? [] : leaves(member, rest);
}
