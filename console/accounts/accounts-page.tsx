import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import type { ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { WholeTable } from '../parts/whole-table.tsx';
import { ACCOUNTS, type Enrolled, type ListedAccount } from './accounts-query.ts';
import { SOURCES } from './reasons.ts';

interface Row extends ListedAccount {
  readonly findings: number;
  readonly gaps: number;
  /** Kinds of log that are read somewhere. */
  readonly read: string;
  readonly units: string;
  readonly enrolled: Enrolled | undefined;
  readonly standing: string;
}

type Answer = ResultOf<typeof ACCOUNTS>;
type Column = TableProps.ColumnDefinition<Row>;

/** Every account, whether it is seen, and how much was found. */
export default function AccountsPage() {
  const { data, error, isPending, refetch } = useAnswer(ACCOUNTS, {});
  const rows = useMemo(() => rowsOf(data), [data]);
  const isEnrolling = data?.enrolmentPlan != null;
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <ContentLayout>
      <WholeTable<Row>
        title="Accounts"
        rows={rows}
        trackBy="id"
        loading={isPending}
        fields={['id', 'name', 'email', 'status', 'units', 'standing']}
        findBy="id, name, e-mail, status or unit"
        sortedBy="gaps"
        descending
        empty="The organization was not listed yet: that is done when the service starts, and every few minutes from then on."
        columns={[
          {
            id: 'id',
            header: 'Account',
            sortingField: 'id',
            isRowHeader: true,
            cell: ({ id }) => <Link href={`/accounts/${id}`}>{id}</Link>,
          },
          {
            id: 'name',
            header: 'Name',
            sortingField: 'name',
            cell: ({ name, management }) => (
              <>
                <Untrusted text={name} short /> {management ? <Badge color="blue">Management</Badge> : null}
              </>
            ),
          },
          { id: 'status', header: 'Status', sortingField: 'status', cell: ({ status }) => statusText(status) },
          ...(isEnrolling ? [STANDING] : []),
          ...(rows.some(({ units }) => units !== '') ? [UNITS] : []),
          { id: 'gaps', header: 'Coverage', sortingField: 'gaps', cell: (row) => <Seen row={row} /> },
          { id: 'read', header: 'Read', sortingField: 'read', cell: ({ read }) => read },
          {
            id: 'findings',
            header: 'Active findings',
            sortingField: 'findings',
            cell: ({ id, findings }) =>
              findings === 0 ? (
                '0'
              ) : (
                <Link href={hrefOf({ values: { account: [id] } })}>{findings.toLocaleString('en')}</Link>
              ),
          },
        ]}
      />
    </ContentLayout>
  );
}

/** Of what settings want switched on in it. */
const STANDING: Column = {
  id: 'standing',
  header: 'Enrolment',
  sortingField: 'standing',
  minWidth: 160,
  cell: ({ enrolled, standing }) =>
    enrolled === undefined ? (
      '–'
    ) : (
      <>
        <StatusIndicator type={enrolled.state === 'ENABLED' ? 'success' : 'info'}>{standing}</StatusIndicator>
        <Box variant="small" display="block">
          <Untrusted text={enrolled.because} />
        </Box>
      </>
    ),
};

const UNITS: Column = {
  id: 'units',
  header: 'Below units',
  sortingField: 'units',
  minWidth: 160,
  cell: ({ units }) => (units === '' ? '–' : units),
};

function rowsOf(data: Answer | undefined): readonly Row[] {
  const standings = new Map(data?.enrolmentPlan?.members.map((member) => [member.accountId, member]));
  const findings = new Map(data?.statistics.byAccount.map(({ key, count }) => [key, count]));
  return (data?.accounts ?? []).map((account) => ({
    ...account,
    units: account.organizationalUnits.join(', '),
    enrolled: standings.get(account.id),
    standing: statusText(standings.get(account.id)?.state ?? ''),
    findings: findings.get(account.id) ?? 0,
    gaps: account.coverage.filter(({ state }) => state === 'GAP').length,
    read: [
      ...new Set(
        account.coverage.flatMap(({ state, source }) =>
          state === 'COVERED' && source !== null ? [SOURCES[source]] : [],
        ),
      ),
    ].join(', '),
  }));
}

function Seen({ row: { gaps, coverage } }: { readonly row: Row }) {
  if (coverage.length === 0) return <StatusIndicator type="pending">Not looked at yet</StatusIndicator>;
  if (gaps === 0) return <StatusIndicator>Covered</StatusIndicator>;
  return <StatusIndicator type="warning">{gaps === 1 ? '1 gap' : `${gaps} gaps`}</StatusIndicator>;
}

/** `PENDING_CLOSURE` as people write it. */
export function statusText(status: string): string {
  const words = status.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
