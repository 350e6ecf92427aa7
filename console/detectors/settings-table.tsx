import Badge from '@cloudscape-design/components/badge';
import Header from '@cloudscape-design/components/header';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { valueText } from '../parts/value-text.ts';
import { SettingInput } from './setting-input.tsx';
import type { Wanted } from './setting-text.ts';

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
  readonly actions?: ReactNode;
  /** Given when other values can be tried. */
  readonly wanted?: Wanted;
  readonly onWant?: (name: string, value: unknown) => void;
}

/** A detector's settings, the reasons for their values, and who changed them. */
export function SettingsTable({ settings, title, actions, wanted, onWant }: Props) {
  const columns: TableProps<Setting>['columnDefinitions'] = [
    { id: 'name', header: 'Setting', isRowHeader: true, minWidth: 140, cell: ({ name }) => name },
    {
      id: 'value',
      header: 'Value',
      minWidth: onWant === undefined ? 90 : 180,
      cell: ({ name, value }) =>
        onWant === undefined ? (
          valueText(value)
        ) : (
          <SettingInput name={name} value={wanted?.[name] ?? value} onChange={(other) => onWant(name, other)} />
        ),
    },
    { id: 'setBy', header: 'Set by', minWidth: 160, cell: (setting) => <SetBy setting={setting} /> },
    { id: 'because', header: 'Why the default is so', minWidth: 260, cell: ({ because }) => because },
  ];
  return (
    <ResponsiveTable<Setting>
      variant="embedded"
      items={settings}
      trackBy="name"
      wrapLines
      header={
        <Header variant="h3" actions={actions}>
          {title}
        </Header>
      }
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={columns}
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
