import { FINDING_FILTERS, type Narrowing } from './finding-fields.ts';
import type { Json, JsonObject } from './subject.ts';

/** Selects the findings that pass its own members, all of `and`, any of `or`, and not `not`. */
export interface FindingFilter extends Narrowing {
  readonly and?: readonly FindingFilter[] | undefined;
  /** An empty list selects nothing. */
  readonly or?: readonly FindingFilter[] | undefined;
  /** Also selects findings without the value: a finding that is assigned to nobody is not assigned to Dora. */
  readonly not?: FindingFilter | undefined;
}

/**
 * Bounds on the nesting of filters, on all conditions, and on values of one condition: each is work for each finding.
 */
const DEPTH_MAX = 5;
const CONDITIONS_MAX = 100;
const VALUES_MAX = 1000;
const WORDS_MAX = 200;

/** @returns the reason why the filter is invalid, as a sentence; undefined when it is valid */
export function mistakeInFilter(filter: FindingFilter): string | undefined {
  let conditions = 0;
  const look = (one: FindingFilter, depth: number): string | undefined => {
    if (depth > DEPTH_MAX) return `Filters can be nested at most ${DEPTH_MAX} deep.`;
    for (const [name, asked] of Object.entries(one)) {
      if (asked === undefined || isJoining(name)) continue;
      if (++conditions > CONDITIONS_MAX) return `A filter has at most ${CONDITIONS_MAX} conditions.`;
      if (Array.isArray(asked) && asked.length > VALUES_MAX) return `${name} takes at most ${VALUES_MAX} values.`;
    }
    if ((one.text?.length ?? 0) > WORDS_MAX) return `text has at most ${WORDS_MAX} characters.`;
    const parts = partsOf(one);
    // Empty filters count as well: a thousand of them are still a thousand conditions.
    if ((conditions += parts.length) > CONDITIONS_MAX) return `A filter has at most ${CONDITIONS_MAX} conditions.`;
    for (const part of parts) {
      const mistake = look(part, depth + 1);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  };
  return look(filter, 0);
}

/** A filter, and all filters within it. */
export function allOf(filter: FindingFilter): readonly FindingFilter[] {
  return [filter, ...partsOf(filter).flatMap(allOf)];
}

/** The nested filters of a filter. */
function partsOf({ and = [], or = [], not }: FindingFilter): readonly FindingFilter[] {
  return [...and, ...or, ...(not === undefined ? [] : [not])];
}

function isJoining(name: string): boolean {
  return name === 'and' || name === 'or' || name === 'not';
}

/** The filter in the API's form: times in ISO 8601, severities in capitals. */
export function filterJson(filter: FindingFilter): JsonObject {
  const { and, or, not, ...own } = filter;
  return {
    ...Object.fromEntries(Object.entries(own).flatMap(([name, asked]) => valueJson(name, asked))),
    ...(and && { and: and.map(filterJson) }),
    ...(or && { or: or.map(filterJson) }),
    ...(not && { not: filterJson(not) }),
  };
}

function valueJson(name: string, asked: unknown): readonly (readonly [string, Json])[] {
  if (asked === undefined) return [];
  if (asked instanceof Date) return [[name, asked.toISOString()]];
  if (Array.isArray(asked))
    return [[name, asked.map((value) => (SEVERITIES.has(name) ? String(value).toUpperCase() : String(value)))]];
  return [[name, typeof asked === 'number' || typeof asked === 'boolean' ? asked : String(asked)]];
}

const SEVERITIES: ReadonlySet<string> = new Set(
  FINDING_FILTERS.flatMap(({ name, keeps }) => (keeps === 'severities' ? [name] : [])),
);
