import PropertyFilter from '@cloudscape-design/components/property-filter';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { usePreferences } from '../app/preferences.ts';
import { Choice } from '../parts/choice.tsx';
import { queryOfTokens, tokensOf } from './filter-tokens.ts';
import { GROUPINGS, inSentence, PROPERTIES } from './properties.ts';
import { SeenIn } from './seen-in.tsx';
import { useFilterValues } from './use-filter-values.ts';
import { filteringProperty } from './value-forms.tsx';
import { STATES, type State, type View } from './view.ts';

interface Props {
  readonly view: View;
  readonly onChange: (changed: Partial<View>) => void;
  readonly countText: string;
}

const STATE_TEXTS: Readonly<Record<State, string>> = { active: 'Active', archived: 'Archived', all: 'All' };

const GROUP_OPTIONS = [
  { value: '', label: 'No grouping' },
  ...GROUPINGS.map(({ name, label }) => ({ value: name, label: `By ${inSentence(label)}` })),
];

/** Edits the filter of a view. */
export default function FindingsFilter({ view, onChange, countText }: Props) {
  const { time } = usePreferences();
  const [wanted, setWanted] = useState(false);
  const { options, labelOf, known } = useFilterValues(view.query, wanted);
  return (
    <SpaceBetween size="xs">
      <PropertyFilter
        query={tokensOf(view.query)}
        onChange={({ detail }) => onChange({ query: queryOfTokens(detail) })}
        enableTokenGroups
        freeTextFiltering={{ operators: [':', '!:'], defaultOperator: ':' }}
        expandToViewport
        virtualScroll
        countText={countText}
        filteringOptions={options}
        filteringStatusType={!wanted ? 'pending' : known ? 'finished' : 'loading'}
        filteringLoadingText="Loading values"
        onLoadItems={() => setWanted(true)}
        filteringProperties={[...PROPERTIES.values()]
          .filter(({ name }) => name !== 'text')
          .map((property) => filteringProperty(property, labelOf, time))}
        filteringPlaceholder="Search words, or filter by a property"
        filteringAriaLabel="Filter findings"
      />
      <SpaceBetween size="xs" direction="horizontal" alignItems="end">
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
          selectedOption={GROUP_OPTIONS.find(({ value }) => value === (view.group?.name ?? '')) ?? null}
          options={GROUP_OPTIONS}
          onChange={({ detail }) =>
            onChange({ group: GROUPINGS.find(({ name }) => name === detail.selectedOption.value) })
          }
        />
      </SpaceBetween>
    </SpaceBetween>
  );
}
