import { isPlain, type Plain } from '#services/sources/plain.ts';
import { capitalized } from './wording.ts';

/**
 * The items of a list as AWS writes it in parameters: a list, a single value, or either below a member `items`, `item`
 * or `member`.
 */
export function listed(value: unknown, depth = DEPTH_MAX): readonly unknown[] {
  if (value === undefined || value === null || value === '' || depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((item) => listed(item, depth - 1));
  if (!isPlain(value)) return [value];
  const within = ['items', 'item', 'member'].find((name) => name in value);
  if (within !== undefined) return listed(value[within], depth - 1);
  return Object.keys(value).length === 0 ? [] : [value];
}

/** AWS nests lists no deeper, but other writers may. */
const DEPTH_MAX = 6;

export function listedObjects(value: unknown): readonly Plain[] {
  return listed(value).filter(isPlain);
}

export function listedTexts(value: unknown): readonly string[] {
  return listed(value).filter((item) => typeof item === 'string');
}

/** A member of an object, at a path of names; undefined where a value on the way is no object. */
export function member(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((within, name) => (isPlain(within) ? within[name] : undefined), value);
}

/** A parameter of a request. Services write the first letter of its name either way. */
export function parameter(parameters: Plain, name: string): unknown {
  return parameters[name] ?? parameters[capitalized(name)];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also one that an export wrote as text; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Whether a member is present, masked or not: in place of a secret AWS writes asterisks, or that it was removed. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
