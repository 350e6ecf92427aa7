import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { usePreferences } from '../app/preferences.ts';
import { Choice } from '../parts/choice.tsx';
import { SEVERITIES, severityText } from '../parts/severities.ts';
import { spelledShort } from '../parts/untrusted.tsx';
import { useAccountNames, useUnitNames } from '../parts/use-account-names.ts';
import { FILTER_VALUES } from './findings-query.ts';
import { GROUPINGS, PROPERTIES, PROPERTY_NAMES, STATES, type Property, type State, type View } from './view.ts';

interface Props {
  readonly view: View;
  readonly onChange: (changed: Partial<View>) => void;
  readonly countText: string;
}

const STATE_TEXTS: Readonly<Record<State, string>> = { active: 'Active', archived: 'Archived', all: 'All' };

const GROUP_OPTIONS = [
  { value: '', label: 'No grouping' },
  ...GROUPINGS.map((name) => ({ value: name, label: `By ${PROPERTIES[name].label.toLowerCase()}` })),
];

/** Edits the filter of a view. */
export default function FindingsFilter({ view, onChange, countText }: Props) {
  const [wanted, setWanted] = useState(false);
  const { options, known } = useOptions(wanted);
  const labels = new Map(options.map(({ propertyKey, value, label }) => [`${propertyKey} ${value}`, label]));
  return (
    <SpaceBetween size="xs">
      <PropertyFilter
        query={{
          operation: 'and',
          tokens: [
            ...(view.text === undefined ? [] : [{ operator: ':', value: view.text }]),
            ...PROPERTY_NAMES.flatMap((propertyKey) => {
              const value = view.values[propertyKey];
              return value === undefined ? [] : [{ propertyKey, operator: '=', value: [...value] }];
            }),
          ],
        }}
        onChange={({ detail }) => onChange({ values: valuesOf(detail), text: textOf(detail) })}
        hideOperations
        freeTextFiltering={{ operators: [':'], defaultOperator: ':' }}
        expandToViewport
        virtualScroll
        countText={countText}
        filteringOptions={options}
        filteringStatusType={!wanted ? 'pending' : known ? 'finished' : 'loading'}
        filteringLoadingText="Loading values"
        onLoadItems={() => setWanted(true)}
        filteringProperties={PROPERTY_NAMES.map((key) => ({
          key,
          propertyLabel: PROPERTIES[key].label,
          groupValuesLabel: PROPERTIES[key].values,
          defaultOperator: '=',
          operators: [
            {
              operator: '=',
              tokenType: 'enum',
              format: (value: unknown) =>
                listOf(value)
                  .map((each) => labels.get(`${key} ${each}`) ?? spelledShort(each))
                  .join(', '),
            },
          ],
        }))}
        filteringPlaceholder="Search words, or filter by severity, account, type, resource, principal or address"
        filteringAriaLabel="Filter findings"
        i18nStrings={{ operationAndText: 'and', operationOrText: 'or' }}
      />
      <SpaceBetween size="xs" direction="horizontal">
        <Choice
          bare
          label="State"
          selected={view.state}
          onChoose={(state) => onChange({ state })}
          options={STATES.map((id) => ({ id, text: STATE_TEXTS[id] }))}
        />
        <SeenIn view={view} onChange={onChange} />
        <Select
          ariaLabel="Group"
          selectedOption={GROUP_OPTIONS.find(({ value }) => value === (view.group ?? '')) ?? null}
          options={GROUP_OPTIONS}
          onChange={({ detail }) => onChange({ group: GROUPINGS.find((name) => name === detail.selectedOption.value) })}
        />
      </SpaceBetween>
    </SpaceBetween>
  );
}

function valuesOf({ tokens }: PropertyFilterProps.Query): View['values'] {
  const values = new Map<Property, Set<string>>();
  for (const { propertyKey, value } of tokens) {
    const name = PROPERTY_NAMES.find((each) => each === propertyKey);
    if (name === undefined) continue;
    values.set(name, (values.get(name) ?? new Set()).union(new Set(listOf(value))));
  }
  return Object.fromEntries([...values].filter(([, all]) => all.size > 0).map(([name, all]) => [name, [...all]]));
}

/** Tokens without a property are words to search for. */
function textOf({ tokens }: PropertyFilterProps.Query): string | undefined {
  const words = tokens.filter(({ propertyKey }) => propertyKey === undefined).flatMap(({ value }) => listOf(value));
  return words.join(' ').trim() || undefined;
}

/** The values of a token: a list, or a single one that was typed. */
function listOf(value: unknown): readonly string[] {
  return [value].flat().map(String);
}

interface Options {
  readonly options: readonly PropertyFilterProps.FilteringOption[];
  /** Whether the values are loaded. */
  readonly known: boolean;
}

/**
 * The values to filter by. They need all findings to be counted, so they are requested on demand; names of accounts and
 * units are loaded already.
 */
function useOptions(wanted: boolean): Options {
  const { data } = useAnswer(FILTER_VALUES, {}, { enabled: wanted });
  const names = useAccountNames();
  const units = useUnitNames();
  const { byAccount = [], byRegion = [], byType = [] } = data?.statistics ?? {};
  const options = [
    ...SEVERITIES.map((label) => ({ propertyKey: 'severity', value: label.toLowerCase(), label: severityText(label) })),
    ...byAccount.map(option('account', (id) => (names.has(id) ? `${id} ${spelledShort(names.get(id) ?? '')}` : id))),
    ...Array.from(units, ([value, name]) => ({ propertyKey: 'unit', value, label: spelledShort(name) })),
    ...byRegion.map(option('region')),
    ...byType.map(option('type')),
  ];
  return { options, known: data !== undefined };
}

function option(propertyKey: Property, label = spelledShort) {
  return ({ key }: { readonly key: string }) => ({ propertyKey, value: key, label: label(key) });
}

const RELATIVE: readonly DateRangePickerProps.RelativeOption[] = [
  { type: 'relative', key: '1h', amount: 1, unit: 'hour' },
  { type: 'relative', key: '1d', amount: 24, unit: 'hour' },
  { type: 'relative', key: '7d', amount: 7, unit: 'day' },
  { type: 'relative', key: '30d', amount: 30, unit: 'day' },
];

const UNIT_MS: Readonly<Partial<Record<DateRangePickerProps.TimeUnit, number>>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/**
 * Filters by the time of the findings. A relative time becomes an absolute one, so that an address means the same
 * tomorrow.
 */
function SeenIn({ view: { from, until }, onChange }: Omit<Props, 'countText'>) {
  const { time } = usePreferences();
  return (
    <DateRangePicker
      value={
        from === undefined && until === undefined
          ? null
          : { type: 'absolute', startDate: from ?? '', endDate: until ?? '' }
      }
      onChange={({ detail }) => onChange(rangeOf(detail.value))}
      relativeOptions={[...RELATIVE]}
      isValidRange={(range) =>
        range?.type === 'absolute' && Date.parse(range.startDate) >= Date.parse(range.endDate)
          ? { valid: false, errorMessage: 'The end is before the start.' }
          : { valid: true }
      }
      {...(time === 'utc' && { timeOffset: 0 })}
      placeholder="Any time"
      showClearButton
      expandToViewport
      hideTimeOffset
      i18nStrings={{ ariaLabel: 'Time of activity' }}
    />
  );
}

function rangeOf(value: DateRangePickerProps.Value | null): Pick<View, 'from' | 'until'> {
  if (value === null) return { from: undefined, until: undefined };
  if (value.type === 'absolute')
    return {
      from: value.startDate === '' ? undefined : value.startDate,
      until: value.endDate === '' ? undefined : value.endDate,
    };
  const ms = value.amount * (UNIT_MS[value.unit] ?? 30 * 86_400_000);
  return { from: new Date(Date.now() - ms).toISOString(), until: undefined };
}
