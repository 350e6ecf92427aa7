import { CASE_STATUSES, FEEDBACK } from '#services/model/disposition.ts';
import { enumName } from '#services/model/enum-name.ts';
import type { FieldFilter } from '#services/model/finding-field.ts';
import {
  FIELD_ENTRIES,
  FINDING_FACETS,
  FINDING_FILTERS,
  isProperty,
  type Filter,
  type FindingProperty,
} from '#services/model/finding-fields.ts';
import { isFindingType } from '#services/model/finding-type.ts';
import { momentOf } from '#services/model/moment.ts';
import { SEVERITY_LABELS } from '#services/model/severity.ts';
import type { VariablesOf } from '../api/graphql.ts';
import type { GROUPS } from './findings-query.ts';

type Facet = VariablesOf<typeof GROUPS>['by'];

/** How a property is compared with values. */
export type Operator = '=' | '!=' | '>=' | '<' | ':' | '!:';

/** The filter that an operator stands for; negated: the findings that it does not keep. */
export interface Comparison {
  readonly filter: Filter;
  readonly negated: boolean;
}

/** What findings can be filtered by. */
export interface Property {
  readonly name: FindingProperty;
  readonly label: string;
  /** What findings are counted by to suggest values; undefined where the values are not counted. */
  readonly facet: Facet | undefined;
  /** The first one is the default. */
  readonly comparisons: ReadonlyMap<Operator, Comparison>;
}

/** A property that findings can be counted by. */
export interface Grouping extends Property {
  readonly facet: Facet;
}

/** This filter has a control of its own beside the properties: the state of the findings. */
const STATE_FILTER: Filter['name'] = 'archived';

const OPERATORS: Readonly<Record<FieldFilter['keeps'], readonly [Operator, not?: Operator]>> = {
  any: ['=', '!='],
  has: ['=', '!='],
  severities: ['=', '!='],
  units: ['=', '!='],
  known: ['='],
  is: ['='],
  from: ['>='],
  below: ['<'],
  words: [':', '!:'],
};

/** All properties, generated from the table of fields, and in its order. */
export const PROPERTIES: ReadonlyMap<FindingProperty, Property> = new Map(
  FIELD_ENTRIES.flatMap((field) => {
    const filters = FINDING_FILTERS.filter((filter) => filter.field === field.name && filter.name !== STATE_FILTER);
    const common = filters.filter(({ property }) => property === undefined);
    const own = filters.flatMap((filter) => (filter.property ? [{ ...filter.property, filters: [filter] }] : []));
    return [{ ...field.property, filters: common }, ...own].flatMap(({ name, label, filters: compared }) => {
      if (compared.length === 0 || !isProperty(name)) return [];
      const facet = compared === common && FINDING_FACETS.some((each) => each === field.name);
      const property: Property = {
        name,
        label,
        facet: facet ? facetOf(field.name) : undefined,
        comparisons: new Map(compared.flatMap(comparisonsOf)),
      };
      return [[name, property] as const];
    });
  }),
);

function facetOf(field: string): Facet | undefined {
  const name = enumName(field);
  return isFacet(name) ? name : undefined;
}

function isFacet(name: string): name is Facet {
  return FINDING_FACETS.some((each) => enumName(each) === name);
}

function comparisonsOf(filter: Filter): readonly (readonly [Operator, Comparison])[] {
  const [is, not] = OPERATORS[filter.keeps];
  return [[is, { filter, negated: false }], ...(not ? [[not, { filter, negated: true }] as const] : [])];
}

export function propertyNamed(name: string | undefined): Property | undefined {
  return [...PROPERTIES.values()].find((property) => property.name === name);
}

export const GROUPINGS: readonly Grouping[] = [...PROPERTIES.values()].flatMap((property) =>
  property.facet === undefined ? [] : [{ ...property, facet: property.facet }],
);

const YES_NO = ['yes', 'no'];

/** The only values of a filter, as addresses write them; undefined where it takes any. */
export function choicesOf({ keeps, holds }: Filter): readonly string[] | undefined {
  if (keeps === 'known' || keeps === 'is') return YES_NO;
  if (keeps === 'severities') return lowered(SEVERITY_LABELS);
  if (holds === 'status') return lowered(CASE_STATUSES);
  return holds === 'feedback' ? lowered(FEEDBACK) : undefined;
}

function lowered(values: readonly string[]): readonly string[] {
  return values.map((value) => value.toLowerCase());
}

/** Whether the API takes a value of a filter, in the form that addresses write. */
export function isValue(filter: Filter, value: string): boolean {
  const choices = choicesOf(filter);
  if (choices !== undefined) return choices.includes(value);
  if (value.trim() === '') return false;
  if (filter.holds === 'number') return Number.isFinite(Number(value));
  if (filter.holds === 'moment') return momentOf(value) !== undefined;
  return filter.holds !== 'findingType' || isFindingType(value);
}

/** A value in the form of the API. */
export function apiValue(filter: Filter, value: string): string | number | boolean {
  const choices = choicesOf(filter);
  if (choices === YES_NO) return value === 'yes';
  if (choices !== undefined) return value.toUpperCase();
  return filter.holds === 'number' ? Number(value) : value;
}

/** A value by which findings are counted, as addresses write it. */
export function valueOf({ comparisons }: Property, key: string): string {
  const [first] = comparisons.values();
  return first === undefined ? key : valueOfApi(first.filter, key);
}

/** A value of the API, as addresses write it. */
export function valueOfApi(filter: Filter, value: unknown): string {
  const choices = choicesOf(filter);
  if (choices === YES_NO) return value === true ? 'yes' : 'no';
  return choices === undefined ? String(value) : String(value).toLowerCase();
}

/** A choice in words: `in_progress` becomes `In progress`. */
export function worded(value: string): string {
  return `${value.charAt(0).toUpperCase()}${value.slice(1)}`.replaceAll('_', ' ');
}

/** A label within a sentence: names such as GuardDuty keep their capitals. */
export function inSentence(label: string): string {
  return label.replace(/^[A-Z](?=[a-z]*\b)/, (letter) => letter.toLowerCase());
}
