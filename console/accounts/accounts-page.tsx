import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { having } from '../findings/query.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { WholeTable } from '../parts/whole-table.tsx';
import { rowsOf, type Row } from './account-rows.ts';
import { ACCOUNTS } from './accounts-query.ts';
import { statusText } from './status-text.ts';

type Column = TableProps.ColumnDefinition<Row>;

/** The organization's tree: every account, its coverage, and its findings. */
export default function AccountsPage() {
  const { data, error, isPending, refetch } = useAnswer(ACCOUNTS, {});
  const rows = useMemo(() => rowsOf(data), [data]);
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const { units = [], refusal } = data?.organizationTree ?? {};
  const isTree = units.length > 0;
  const columns = [
    ID,
    NAME,
    STATUS,
    ...(data?.enrolmentPlan == null ? [] : [STANDING]),
    ...(!isTree && rows.some((row) => row.units !== '') ? [UNITS] : []),
    COVERAGE,
    READ,
    FOUND,
  ];
  return (
    <ContentLayout>
      {refusal == null ? null : (
        <Alert
          type="info"
          header={isTree ? 'The organization tree is out of date' : 'Accounts are shown without their units'}
        >
          <Untrusted text={refusal} />
        </Alert>
      )}
      <WholeTable<Row>
        // The table decides only once which rows are open, so it is created anew when rows arrive.
        key={isPending ? 'waiting' : 'there'}
        title="Accounts"
        rows={rows}
        counted={data?.accounts.length ?? 0}
        trackBy="id"
        loading={isPending}
        fields={['id', 'name', 'email', 'status', 'units', 'standing']}
        findBy="id, name, e-mail, status or unit"
        sortedBy="gaps"
        descending
        empty="The organization has not been listed yet. The service lists it when it starts and every hour after that."
        columns={columns}
        {...(isTree && { parentOf: ({ parentId }: Row) => parentId })}
      />
    </ContentLayout>
  );
}

const ID: Column = {
  id: 'id',
  header: 'Account',
  sortingField: 'id',
  isRowHeader: true,
  minWidth: 200,
  cell: (row) =>
    row.account === undefined ? (
      <>
        <Box variant="strong">
          <Untrusted text={row.name} short />
        </Box>
        <Box variant="small" display="block">
          {row.accounts === 1 ? '1 account' : `${row.accounts} accounts`}
        </Box>
      </>
    ) : (
      <Link href={`/accounts/${row.id}`}>{row.id}</Link>
    ),
};

const NAME: Column = {
  id: 'name',
  header: 'Name',
  sortingField: 'name',
  cell: (row) =>
    row.account === undefined ? (
      '–'
    ) : (
      <>
        <Untrusted text={row.name} short /> {row.account.management ? <Badge color="blue">Management</Badge> : null}
      </>
    ),
};

const STATUS: Column = {
  id: 'status',
  header: 'Status',
  sortingField: 'status',
  cell: ({ status }) => (status === '' ? '–' : statusText(status)),
};

/** Progress of the features that the settings want switched on. */
const STANDING: Column = {
  id: 'standing',
  header: 'Enrolment',
  sortingField: 'standing',
  minWidth: 160,
  cell: (row) =>
    row.account === undefined || row.enrolled === undefined ? (
      '–'
    ) : (
      <>
        <StatusIndicator type={row.enrolled.state === 'ENABLED' ? 'success' : 'info'}>{row.standing}</StatusIndicator>
        <Box variant="small" display="block">
          <Untrusted text={row.enrolled.because} />
        </Box>
      </>
    ),
};

/** Shown when some units are known, but not the tree. */
const UNITS: Column = {
  id: 'units',
  header: 'By organizational unit',
  sortingField: 'units',
  minWidth: 160,
  cell: ({ units }) => (units === '' ? '–' : units),
};

const COVERAGE: Column = { id: 'gaps', header: 'Coverage', sortingField: 'gaps', cell: (row) => <Seen row={row} /> };

const READ: Column = { id: 'read', header: 'Read', sortingField: 'read', cell: ({ read }) => read || '–' };

const FOUND: Column = {
  id: 'findings',
  header: 'Active findings',
  sortingField: 'findings',
  cell: ({ id, account, findings }) =>
    findings === 0 ? (
      '0'
    ) : (
      <Link href={hrefOf({ query: having([account === undefined ? 'unit' : 'account', id]) })}>
        {findings.toLocaleString('en')}
      </Link>
    ),
};

function Seen({ row }: { readonly row: Row }) {
  const looked = row.account === undefined ? row.looked : row.account.coverage.length;
  if (looked === 0) return <StatusIndicator type="pending">Not checked yet</StatusIndicator>;
  if (row.gaps === 0) return <StatusIndicator>Covered</StatusIndicator>;
  return <StatusIndicator type="warning">{row.gaps === 1 ? '1 gap' : `${row.gaps} gaps`}</StatusIndicator>;
}
