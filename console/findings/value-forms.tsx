import Calendar from '@cloudscape-design/components/calendar';
import DateInput from '@cloudscape-design/components/date-input';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { takesSeveral, type Filter } from '#services/model/finding-fields.ts';
import type { Preferences } from '../app/preferences.ts';
import { momentText } from '../parts/moment.tsx';
import type { Operator, Property } from './properties.ts';
import type { LabelOf } from './use-filter-values.ts';

type Extended = PropertyFilterProps.ExtendedOperator<unknown>;
type FormProps = PropertyFilterProps.ExtendedOperatorFormProps<unknown>;
type Zone = Preferences['time'];

const MOMENT_TEXTS: Readonly<Partial<Record<Operator, string>>> = { '>=': 'At or after', '<': 'Before' };

/** A property as the design system's filter takes it: with its operators, and the forms for their values. */
export function filteringProperty(
  property: Property,
  labelOf: LabelOf,
  zone: Zone,
): PropertyFilterProps.FilteringProperty {
  const [defaultOperator = '='] = property.comparisons.keys();
  return {
    key: property.name,
    propertyLabel: property.label,
    groupValuesLabel: `${property.label} values`,
    defaultOperator,
    operators: Array.from(property.comparisons, ([operator, { filter }]) => ({
      operator,
      ...(filter.holds === 'moment' && { description: MOMENT_TEXTS[operator] ?? '' }),
      ...inputOf(filter, zone, (value) => labelOf(property, value)),
    })),
  };
}

function inputOf({ keeps, holds }: Filter, zone: Zone, label: (value: string) => string): Omit<Extended, 'operator'> {
  const format = (value: unknown) => [value].flat().map(String).map(label).join(', ');
  if (takesSeveral(keeps)) return { tokenType: 'enum', format };
  if (holds === 'moment' && keeps !== 'known')
    return {
      format: (value) => momentText(String(value), zone),
      form: (props) => <MomentForm {...props} zone={zone} />,
    };
  return holds === 'number' && keeps !== 'known' ? { form: NumberForm } : { format };
}

function NumberForm({ value, onChange }: FormProps) {
  return (
    <FormField label="Number">
      <Input
        type="number"
        step="any"
        value={value === null ? '' : String(value)}
        onChange={({ detail }) => onChange(detail.value === '' ? null : detail.value)}
      />
    </FormField>
  );
}

/** Asks for a moment in the zone that the console shows. */
function MomentForm({ value, onChange, zone }: FormProps & { readonly zone: Zone }) {
  const [given = '', givenTime = '00:00:00'] = typeof value === 'string' ? momentText(value, zone).split(' ') : [];
  const [{ day, time }, setTyped] = useState({ day: given, time: givenTime });
  const type = (typed: { readonly day: string; readonly time: string }) => {
    setTyped(typed);
    const moment = new Date(`${typed.day}T${typed.time}${zone === 'utc' ? 'Z' : ''}`);
    onChange(Number.isNaN(moment.getTime()) ? null : moment.toISOString());
  };
  return (
    <SpaceBetween size="xs">
      <SpaceBetween size="xs" direction="horizontal">
        <FormField label="Date">
          <DateInput
            value={day}
            placeholder="YYYY/MM/DD"
            onChange={({ detail }) => type({ day: detail.value, time })}
          />
        </FormField>
        <FormField label={zone === 'utc' ? 'Time (UTC)' : 'Time (local)'}>
          <TimeInput value={time} placeholder="hh:mm:ss" onChange={({ detail }) => type({ day, time: detail.value })} />
        </FormField>
      </SpaceBetween>
      <Calendar value={day} onChange={({ detail }) => type({ day: detail.value, time })} />
    </SpaceBetween>
  );
}
