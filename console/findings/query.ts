import type { FindingProperty } from '#services/model/finding-fields.ts';
import type { Operator } from './properties.ts';

/** Compares a property with values: one of them must match, or none may, as the operator says. */
export interface Condition {
  readonly property: FindingProperty;
  readonly operator: Operator;
  readonly values: readonly [string, ...string[]];
}

export type Join = 'and' | 'or';

/** Conditions and their join. Those in a list of their own are joined the other way. */
export interface Query {
  readonly join: Join;
  readonly parts: readonly Part[];
}

export type Part = Condition | readonly Condition[];

export const NO_CONDITIONS: Query = { join: 'and', parts: [] };

/** The query for findings that have, in each property, one of the values. */
export function having(...properties: readonly (readonly [FindingProperty, ...values: string[]])[]): Query {
  return {
    join: 'and',
    parts: properties.flatMap(([property, first, ...rest]) =>
      first === undefined ? [] : [{ property, operator: '=', values: [first, ...rest] }],
    ),
  };
}

export function isList(part: Part): part is readonly Condition[] {
  return Array.isArray(part);
}
