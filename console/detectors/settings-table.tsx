import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { Account } from '../parts/account.tsx';
import { Moment } from '../parts/moment.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { useUnitNames } from '../parts/use-account-names.ts';
import { valueText } from '../parts/value-text.ts';
import { SettingInput } from './setting-input.tsx';
import { isAccountScope, type Wanted } from './setting-text.ts';
import type { WhoSet } from './who-set.ts';

interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly default: unknown;
  readonly because: string;
  readonly setFor: string | null;
}

/** A value that a unit or an account has instead. */
export interface Exception {
  readonly name: string;
  readonly setFor: string;
  readonly value: unknown;
}

interface Props {
  readonly settings: readonly Setting[];
  readonly exceptions?: readonly Exception[];
  readonly title: string;
  /** Of the title. */
  readonly level: 'h2' | 'h3';
  readonly actions?: ReactNode;
  readonly whoSet?: WhoSet | undefined;
  /** Given when other values can be tried. */
  readonly wanted?: Wanted;
  readonly onWant?: (name: string, value: unknown) => void;
  /** Given when exceptions can be taken out of the file. */
  readonly onRemove?: ((exception: Exception) => void) | undefined;
}

interface Row extends Setting {
  /** The exception that is removed with the row; undefined in rows that apply to all others. */
  readonly exception?: Exception;
}

/** A detector's settings, the reasons for their values, and who changed them; what units and accounts have comes below. */
export function SettingsTable({
  settings,
  exceptions = [],
  title,
  level,
  actions,
  whoSet,
  wanted,
  onWant,
  onRemove,
}: Props) {
  const rows = settings.flatMap((setting): readonly Row[] => [
    setting,
    ...exceptions
      .filter(({ name }) => name === setting.name)
      .map((exception) => ({ ...setting, ...exception, default: setting.value, exception })),
  ]);
  const columns: TableProps<Row>['columnDefinitions'] = [
    { id: 'name', header: 'Setting', isRowHeader: true, minWidth: 140, cell: ({ name }) => name },
    {
      id: 'value',
      header: 'Value',
      minWidth: onWant === undefined ? 90 : 180,
      cell: ({ name, value, exception }) =>
        onWant === undefined || exception !== undefined ? (
          valueText(value)
        ) : (
          <SettingInput name={name} value={wanted?.[name] ?? value} onChange={(other) => onWant(name, other)} />
        ),
    },
    {
      id: 'setFor',
      header: 'Scope',
      minWidth: 200,
      cell: (row) => (
        <>
          <SetFor setting={row} whoSet={whoSet} />
          {row.exception === undefined || onRemove === undefined ? null : (
            <Removal exception={row.exception} onRemove={onRemove} />
          )}
        </>
      ),
    },
    {
      id: 'because',
      header: 'Reason for the default',
      minWidth: 260,
      cell: ({ because, exception }) => (exception === undefined ? <Sentence text={because} /> : '–'),
    },
  ];
  return (
    <ResponsiveTable<Row>
      variant="embedded"
      items={rows}
      trackBy={({ name, exception }) => `${name} ${exception?.setFor ?? ''}`}
      wrapLines
      header={
        <Header variant={level} actions={actions}>
          {title}
        </Header>
      }
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={columns}
    />
  );
}

interface SetForProps {
  readonly setting: Setting;
  readonly whoSet: WhoSet | undefined;
}

function SetFor({ setting: { name, value, setFor, default: instead }, whoSet }: SetForProps) {
  if (setFor === null) return <>Default</>;
  const by = whoSet?.({ name, value, setFor });
  return (
    <>
      <Scope id={setFor} /> instead of {valueText(instead)}
      {whoSet === undefined ? null : (
        <Box variant="small" display="block">
          {by === undefined ? (
            'Written to the file'
          ) : (
            <>
              By <Untrusted text={by.who} short />, <Moment at={by.at} />
            </>
          )}
        </Box>
      )}
    </>
  );
}

function Scope({ id }: { readonly id: string }) {
  const name = useUnitNames().get(id);
  if (id === 'organization') return <Badge color="blue">Organization</Badge>;
  if (isAccountScope(id)) return <Account id={id} />;
  return <Badge>{name === undefined ? id : <Untrusted text={`${name} (${id})`} short />}</Badge>;
}

function Removal({
  exception,
  onRemove,
}: {
  readonly exception: Exception;
  readonly onRemove: (of: Exception) => void;
}) {
  return (
    <Button
      variant="inline-link"
      ariaLabel={`Remove ${exception.name} for ${exception.setFor}`}
      onClick={() => onRemove(exception)}
    >
      Remove
    </Button>
  );
}
