import Badge from '@cloudscape-design/components/badge';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';

interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly default: unknown;
  readonly because: string;
  readonly setFor: string | null;
}

interface Props {
  readonly settings: readonly Setting[];
  readonly title: string;
}

/** A detector's settings, why they are what they are, and who wanted them otherwise. */
export function SettingsTable({ settings, title }: Props) {
  return (
    <Table<Setting>
      variant="embedded"
      items={settings}
      trackBy="name"
      wrapLines
      header={<Header variant="h3">{title}</Header>}
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={[
        { id: 'name', header: 'Setting', isRowHeader: true, minWidth: 140, cell: ({ name }) => name },
        { id: 'value', header: 'Value', minWidth: 90, cell: ({ value }) => valueText(value) },
        { id: 'setBy', header: 'Set by', minWidth: 160, cell: (setting) => <SetBy setting={setting} /> },
        { id: 'because', header: 'Why the default is so', minWidth: 260, cell: ({ because }) => because },
      ]}
    />
  );
}

function SetBy({ setting: { setFor, default: preset } }: { readonly setting: Setting }) {
  if (setFor === null) return <>Default</>;
  return (
    <>
      <Badge color="blue">{setFor === 'organization' ? 'The organization' : setFor}</Badge> instead of{' '}
      {valueText(preset)}
    </>
  );
}

function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value.toLocaleString('en');
  const text = [value].flat().map(String).join(', ');
  return text === '' ? 'none' : text;
}
