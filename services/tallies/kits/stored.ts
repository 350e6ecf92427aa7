import type { Json, JsonObject } from '#services/model/subject.ts';

/**
 * Readers of the output of `encode`. Each throws on anything else: stored tallies are our own, so a wrong one is a bug.
 */
export function asNumber(value: Json | undefined): number {
  return typeof value === 'number' ? value : unexpected('a number', value);
}

export function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : unexpected('a text', value);
}

export function asTextOrNumber(value: Json | undefined): string | number {
  return typeof value === 'string' ? value : asNumber(value);
}

export function asList<T>(value: Json | undefined, item: (value: Json) => T): T[] {
  return isList(value) ? value.map(item) : unexpected('a list', value);
}

export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !isList(value) ? value : unexpected('an object', value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function unexpected(wanted: string, value: Json | undefined): never {
  throw new Error(`A stored tally holds ${JSON.stringify(value)} where ${wanted} belongs.`);
}
