import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Suspense, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useAnswer } from '../api/use-answer.ts';
import { onDemand } from '../parts/on-demand.tsx';
import { CaseActions } from '../cases/case-actions.tsx';
import { matchesText } from '../parts/page-labels.ts';
import { Problem } from '../parts/problem.tsx';
import { usePages } from '../parts/use-pages.ts';
import { Link } from '../parts/link.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ChangedButton } from './changed-button.tsx';
import { FINDINGS, pageOf, TOTAL, type ListedFinding } from './findings-query.ts';
import { FindingsTable } from './findings-table.tsx';
import { GroupsTable } from './groups-table.tsx';
import { ViewMenu } from './view-menu.tsx';
import { EVERYTHING, searchOf, type View } from './view.ts';
import { filterOf } from './filter-query.ts';
import { viewOf } from './read-view.ts';

const NONE = { nodes: [] };

/** Loaded after the findings: it is large, and people read findings before they filter them. */
const FindingsFilter = onDemand(() => import('./findings-filter.tsx'));
const FILTER_PLACE = <div className="filter-place" />;

interface ViewProps {
  readonly view: View;
  readonly onChange: (changed: Partial<View>) => void;
}

/** A view of the findings, as a list or in groups. The address contains the whole view. */
export default function FindingsPage() {
  const [search, setSearch] = useSearchParams();
  const view = viewOf(search);
  const onChange = (changed: Partial<View>) => setSearch(new URLSearchParams(searchOf({ ...view, ...changed })));
  return (
    <ContentLayout>
      {view.group === undefined ? (
        <List view={view} onChange={onChange} />
      ) : (
        <GroupsTable
          view={view}
          by={view.group}
          header={
            <Header variant="awsui-h1-sticky" actions={<ViewMenu view={view} onChange={onChange} />}>
              Findings
            </Header>
          }
          filter={
            <Suspense fallback={FILTER_PLACE}>
              <FindingsFilter view={view} onChange={onChange} countText="" />
            </Suspense>
          }
        />
      )}
    </ContentLayout>
  );
}

/**
 * Changes that arrive meanwhile are only counted until the person asks for them, so that no row moves while it is read.
 */
function List({ view, onChange }: ViewProps) {
  const { after, restart, paginationProps } = usePages(searchOf(view));
  const page = useAnswer(FINDINGS, pageOf(view, after));
  const { data, dataUpdatedAt, error, isPending, isPlaceholderData } = page;
  const { nodes } = data?.findings ?? NONE;
  const { pageInfo } = (isPlaceholderData ? undefined : data?.findings) ?? {};
  // `keep: false`: the previous total would belong to another view.
  const total = useAnswer(TOTAL, { filter: filterOf(view) }, { keep: false, enabled: data !== undefined });
  const totalCount = total.data?.statistics.findings;
  const refetch = () => Promise.all([page.refetch(), total.refetch()]);
  const [selected, setSelected] = useState<readonly ListedFinding[]>([]);
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const show = () => {
    restart();
    setSelected([]);
    void refetch();
  };
  return (
    <FindingsTable
      variant="full-page"
      items={nodes}
      loading={isPending || isPlaceholderData}
      view={view}
      onSort={onChange}
      selectedItems={selected}
      onSelectionChange={({ detail }) => setSelected(detail.selectedItems)}
      header={
        <Header
          variant="awsui-h1-sticky"
          {...(totalCount !== undefined && { counter: `(${totalCount.toLocaleString('en')})` })}
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              <ChangedButton view={view} shown={nodes} asOf={dataUpdatedAt} onShow={show} />
              <ViewMenu view={view} onChange={onChange} />
              <CaseActions cases={selected} onDone={show} />
            </SpaceBetween>
          }
        >
          Findings
        </Header>
      }
      filter={
        data === undefined ? (
          FILTER_PLACE
        ) : (
          <Suspense fallback={FILTER_PLACE}>
            <FindingsFilter
              view={view}
              onChange={onChange}
              countText={totalCount === undefined ? '' : matchesText(totalCount)}
            />
          </Suspense>
        )
      }
      pagination={<Pagination {...paginationProps(pageInfo)} />}
      empty={<NoFindings view={view} onChange={onChange} />}
    />
  );
}

function NoFindings({ view, onChange }: ViewProps) {
  const narrowed = searchOf(view) !== searchOf({ sort: view.sort, descending: view.descending });
  return narrowed ? (
    <Nothing title="No matching findings">
      <Button onClick={() => onChange(EVERYTHING)}>Clear the filter</Button>
    </Nothing>
  ) : (
    <Nothing title="No findings">
      As long as accounts are covered, that is good news: look at <Link href="/accounts">Accounts</Link> for gaps.
    </Nothing>
  );
}
