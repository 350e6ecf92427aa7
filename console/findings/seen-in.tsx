import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import { usePreferences } from '../app/preferences.ts';
import type { View } from './view.ts';

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

interface Props {
  readonly view: View;
  readonly onChange: (changed: Partial<View>) => void;
}

/**
 * Filters by the time of the findings. A relative time becomes an absolute one, so that an address means the same
 * tomorrow.
 */
export function SeenIn({ view: { from, until }, onChange }: Props) {
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
