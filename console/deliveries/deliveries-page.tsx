import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Select from '@cloudscape-design/components/select';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ask } from '../api/ask.ts';
import { graphql, type ResultOf, type VariablesOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { notify } from '../app/notices.ts';
import { useMay } from '../app/viewer.ts';
import { FindingType } from '../parts/finding-type.tsx';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { spelledShort, Untrusted } from '../parts/untrusted.tsx';
import { usePages } from '../parts/use-pages.ts';

const DELIVERIES = graphql(`
  query Deliveries($filter: DeliveryFilter, $after: String) {
    deliveryCounts {
      sink
      state
      deliveries
    }
    deliveries(filter: $filter, first: 50, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        sink
        findingId
        accountId
        type
        state
        attempts
        lastError
        deliveredAt
        nextAttemptAt
      }
    }
  }
`);

const REDRIVE = graphql(`
  mutation RedriveDeliveries($sinks: [String!], $findingIds: [String!]) {
    redriveDeliveries(sinks: $sinks, findingIds: $findingIds) {
      redriven
      userErrors {
        message
      }
    }
  }
`);

type Delivery = ResultOf<typeof DELIVERIES>['deliveries']['nodes'][number];
type State = Delivery['state'];

const STATES: Readonly<Record<State, { readonly text: string; readonly type: StatusIndicatorProps.Type }>> = {
  FAILED: { text: 'Dead letter', type: 'error' },
  PENDING: { text: 'Pending', type: 'in-progress' },
  DELIVERED: { text: 'Delivered', type: 'success' },
  WITHHELD: { text: 'Excluded by the filter', type: 'stopped' },
};
const NAMES: readonly State[] = ['FAILED', 'PENDING', 'DELIVERED', 'WITHHELD'];

/** The state of deliveries to sinks. */
export default function DeliveriesPage() {
  const [state, setState] = useState<State>();
  const { after, paginationProps } = usePages(state ?? '');
  const may = useMay('ENGINEER');
  const { data, error, isPending, isPlaceholderData, refetch } = useAnswer(DELIVERIES, {
    filter: state === undefined ? {} : { states: [state] },
    ...(after !== undefined && { after }),
  });
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const counts = data?.deliveryCounts ?? [];
  const redrive = async (which: VariablesOf<typeof REDRIVE>) => {
    try {
      const { redriven, userErrors } = (await ask(REDRIVE, which)).redriveDeliveries;
      const [refused] = userErrors;
      notify(
        refused
          ? { type: 'error', text: refused.message }
          : { type: 'success', text: `To be sent again within a minute: ${redriven.toLocaleString('en')}.` },
      );
    } catch (cause) {
      notify({ type: 'error', text: cause instanceof Error ? cause.message : 'This could not be done.' });
    }
    await refetch();
  };
  const options = [
    { value: '', label: 'Any state' },
    ...NAMES.map((name) => ({ value: name, label: `${STATES[name].text} (${countOf(counts, name)})` })),
  ];
  return (
    <ContentLayout>
      <ResponsiveTable<Delivery>
        variant="full-page"
        items={data?.deliveries.nodes ?? []}
        loading={isPending}
        loadingText="Loading deliveries"
        wrapLines
        ariaLabels={{ tableLabel: 'Deliveries' }}
        header={
          <Header
            variant="awsui-h1-sticky"
            actions={
              may && counts.some((count) => count.state === 'FAILED') ? (
                <Button onClick={() => void redrive({})}>Send all dead letters again</Button>
              ) : undefined
            }
            description="Findings on their way to Security Hub, event buses and webhooks."
          >
            Deliveries
          </Header>
        }
        filter={
          <div className="choice">
            <Select
              ariaLabel="State"
              selectedOption={options.find(({ value }) => value === (state ?? '')) ?? null}
              options={options}
              onChange={({ detail }) => setState(NAMES.find((name) => name === detail.selectedOption.value))}
            />
          </div>
        }
        pagination={<Pagination {...paginationProps(isPlaceholderData ? undefined : data?.deliveries.pageInfo)} />}
        empty={
          state === undefined ? (
            <Nothing title="No deliveries">
              Configure sinks in vedette.yaml: Security Hub, an event bus, webhooks.
            </Nothing>
          ) : (
            <Nothing title="No delivery is in this state" />
          )
        }
        columnDefinitions={[
          { id: 'sink', header: 'Sink', minWidth: 110, cell: ({ sink }) => <Untrusted text={sink} short /> },
          {
            id: 'finding',
            header: 'Finding',
            isRowHeader: true,
            minWidth: 220,
            cell: ({ findingId, type }) => (
              <Link href={`/findings/${findingId}`}>
                <FindingType type={type} />
              </Link>
            ),
          },
          { id: 'account', header: 'Account', minWidth: 120, cell: ({ accountId }) => accountId },
          {
            id: 'state',
            header: 'State',
            minWidth: 130,
            cell: (delivery) => (
              <StatusIndicator type={STATES[delivery.state].type}>{STATES[delivery.state].text}</StatusIndicator>
            ),
          },
          { id: 'attempts', header: 'Attempts', minWidth: 90, cell: ({ attempts }) => attempts },
          {
            id: 'error',
            header: 'Last error',
            minWidth: 170,
            cell: ({ lastError }) => (lastError === null ? '–' : <Untrusted text={lastError} />),
          },
          {
            id: 'when',
            header: 'Delivered or next attempt',
            minWidth: 145,
            cell: ({ deliveredAt, nextAttemptAt }) => {
              const at = nextAttemptAt ?? deliveredAt;
              return at === null ? '–' : <Moment at={at} />;
            },
          },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 110,
            cell: ({ state: its, sink, findingId, type }) =>
              may && its === 'FAILED' ? (
                <Button
                  variant="inline-link"
                  ariaLabel={`Send ${type} to ${spelledShort(sink)} again`}
                  onClick={() => void redrive({ sinks: [sink], findingIds: [findingId] })}
                >
                  Send again
                </Button>
              ) : null,
          },
        ]}
      />
    </ContentLayout>
  );
}

interface Count {
  readonly state: State;
  readonly deliveries: number;
}

function countOf(counts: readonly Count[], state: State): string {
  return counts.reduce((sum, count) => (count.state === state ? sum + count.deliveries : sum), 0).toLocaleString('en');
}
