import Badge from '@cloudscape-design/components/badge';
import ContentLayout from '@cloudscape-design/components/content-layout';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMemo } from 'react';
import { useAnswer } from '../api/use-answer.ts';
import { hrefOf } from '../findings/view.ts';
import { Link } from '../parts/link.tsx';
import { Problem } from '../parts/problem.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { WholeTable } from '../parts/whole-table.tsx';
import { ACCOUNTS, type ListedAccount } from './accounts-query.ts';
import { SOURCES } from './reasons.ts';

interface Row extends ListedAccount {
  readonly findings: number;
  readonly gaps: number;
  /** Kinds of log that are read somewhere. */
  readonly read: string;
}

/** Every account, whether it is seen, and how much was found. */
export default function AccountsPage() {
  const { data, error, isPending, refetch } = useAnswer(ACCOUNTS, {});
  const rows = useMemo(() => rowsOf(data), [data]);
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <ContentLayout>
      <WholeTable<Row>
        title="Accounts"
        rows={rows}
        trackBy="id"
        loading={isPending}
        fields={['id', 'name', 'email', 'status']}
        findBy="id, name, e-mail or status"
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

function rowsOf(data: { accounts: readonly ListedAccount[]; statistics: Statistics } | undefined): readonly Row[] {
  const findings = new Map(data?.statistics.byAccount.map(({ key, count }) => [key, count]));
  return (data?.accounts ?? []).map((account) => ({
    ...account,
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

interface Statistics {
  readonly byAccount: readonly { readonly key: string; readonly count: number }[];
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
