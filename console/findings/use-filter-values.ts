import type { FindingProperty } from '#services/model/finding-fields.ts';
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useAnswer, useAnswers } from '../api/use-answer.ts';
import { spelledShort } from '../parts/untrusted.tsx';
import { useAccountNames, useUnitNames } from '../parts/use-account-names.ts';
import { FILTER_VALUES, RULE_NAMES } from './findings-query.ts';
import { choicesOf, GROUPINGS, PROPERTIES, worded, type Property } from './properties.ts';
import type { Query } from './query.ts';

export type LabelOf = (property: Property, value: string) => string;

interface FilterValues {
  readonly options: readonly PropertyFilterProps.FilteringOption[];
  readonly labelOf: LabelOf;
  /** Whether the values are loaded. */
  readonly known: boolean;
}

/** These have few values, which need no counting. */
const COUNTED = GROUPINGS.filter(
  ({ comparisons }) => ![...comparisons.values()].some(({ filter }) => choicesOf(filter)),
);

/**
 * The values to suggest, and those that the query has already. They need all findings to be counted, so they are
 * requested on demand.
 */
export function useFilterValues(query: Query, wanted: boolean): FilterValues {
  const counted = useAnswers(
    FILTER_VALUES,
    COUNTED.map(({ facet: by }) => ({ by })),
    { enabled: wanted },
  );
  const accounts = useAccountNames();
  const units = useUnitNames();
  const { data } = useAnswer(RULE_NAMES, {}, { enabled: wanted });
  const rules = new Map(data?.rules.map(({ rule }) => [rule.id, rule.name]));
  const labelOf: LabelOf = ({ name, comparisons }, value) => {
    if ([...comparisons.values()].some(({ filter }) => choicesOf(filter)?.includes(value))) return worded(value);
    if (name === 'account') return accounts.has(value) ? `${value} ${spelledShort(accounts.get(value) ?? '')}` : value;
    return spelledShort((name === 'unit' ? units : rules).get(value) ?? value);
  };
  const asked = query.parts.flatMap((part) => part);
  const known: Partial<Record<FindingProperty, readonly string[]>> = {
    account: [...accounts.keys()],
    unit: [...units.keys()],
  };
  const options = [...PROPERTIES.values()].flatMap((property) => {
    const { name, comparisons } = property;
    const at = COUNTED.findIndex((each) => each.name === name);
    const values = new Set([
      ...[...comparisons.values()].flatMap(({ filter }) => choicesOf(filter) ?? []),
      ...(counted[at]?.data?.statistics.facet.flatMap(({ key }) => key ?? []) ?? []),
      ...(known[name] ?? []),
      ...asked.flatMap((condition) => (condition.property === name ? condition.values : [])),
    ]);
    return Array.from(values, (value) => ({ propertyKey: name, value, label: labelOf(property, value) }));
  });
  return { options, labelOf, known: counted.every(({ isFetched }) => isFetched) };
}
