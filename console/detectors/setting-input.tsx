import Input from '@cloudscape-design/components/input';
import Textarea from '@cloudscape-design/components/textarea';
import Toggle from '@cloudscape-design/components/toggle';
import { valueText } from '../parts/value-text.ts';

interface Props {
  readonly name: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** An input for a value of the setting's type: a number, a text, yes or no, a list with one item a line. */
export function SettingInput({ name, value, onChange }: Props) {
  if (typeof value === 'boolean')
    return (
      <Toggle ariaLabel={name} checked={value} onChange={({ detail }) => onChange(detail.checked)}>
        {valueText(value)}
      </Toggle>
    );
  if (Array.isArray(value))
    return (
      <Textarea
        ariaLabel={`${name}, one per line`}
        rows={Math.min(value.length + 1, 6)}
        value={value.map(String).join('\n')}
        onChange={({ detail }) => onChange(detail.value === '' ? [] : detail.value.split('\n'))}
      />
    );
  if (typeof value === 'number')
    return (
      <Input
        ariaLabel={name}
        type="number"
        inputMode="decimal"
        value={String(value)}
        onChange={({ detail }) => {
          const wanted = Number(detail.value);
          if (Number.isFinite(wanted)) onChange(wanted);
        }}
      />
    );
  return <Input ariaLabel={name} value={String(value)} onChange={({ detail }) => onChange(detail.value)} />;
}
