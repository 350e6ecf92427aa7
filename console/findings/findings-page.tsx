import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { useAnswer } from '../api/use-answer.ts';
import { CaseActions } from '../cases/case-actions.tsx';
import { Problem } from '../parts/problem.tsx';
import { FindingsFilter } from './findings-filter.tsx';
import { FINDINGS, type ListedFinding } from './findings-query.ts';
import { FindingsTable } from './findings-table.tsx';
import { useChanged } from './use-changed.ts';
import { ViewMenu } from './view-menu.tsx';
import { EVERYTHING, filterOf, orderOf, searchOf, viewOf, type View } from './view.ts';

const PAGE = 50;

/** Where pages begin that were looked at, and which is shown. */
interface Paging {
  readonly of: string;
  readonly cursors: readonly (string | undefined)[];
  readonly page: number;
}

/** One view of them. What changes meanwhile is told of and shown when asked for: nothing moves under who reads. */
export default function FindingsPage() {
  const [search, setSearch] = useSearchParams();
  const view = viewOf(search);
  const onChange = (changed: Partial<View>) => setSearch(new URLSearchParams(searchOf({ ...view, ...changed })));
  const first: Paging = { of: searchOf(view), cursors: [undefined], page: 0 };
  const [kept, setPaging] = useState(first);
  const { cursors, page } = kept.of === first.of ? kept : first;
  const filter = filterOf(view);
  const after = cursors[page];
  const { data, error, isPending, isPlaceholderData, refetch } = useAnswer(FINDINGS, {
    filter,
    orderBy: orderOf(view),
    first: PAGE,
    ...(after !== undefined && { after }),
  });
  const { nodes = [], pageInfo, totalCount } = data?.findings ?? {};
  const changed = useChanged(view, nodes);
  const [selected, setSelected] = useState<readonly ListedFinding[]>([]);
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const show = () => {
    setPaging(first);
    setSelected([]);
    changed.take();
    void refetch();
  };
  return (
    <ContentLayout>
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
                {changed.count === 0 ? null : (
                  <Button iconName="refresh" onClick={show}>
                    {`Show ${changed.count.toLocaleString('en')}${changed.more ? ' or more' : ''} that came or changed`}
                  </Button>
                )}
                <ViewMenu view={view} onChange={onChange} />
                <CaseActions cases={selected} onDone={show} />
              </SpaceBetween>
            }
          >
            Findings
          </Header>
        }
        filter={
          <FindingsFilter
            view={view}
            onChange={onChange}
            countText={totalCount === undefined ? '' : `${totalCount.toLocaleString('en')} matches`}
          />
        }
        pagination={
          <Pagination
            currentPageIndex={page + 1}
            pagesCount={cursors.length}
            openEnd={page === cursors.length - 1 && pageInfo?.hasNextPage === true}
            disabled={isPending || isPlaceholderData}
            ariaLabels={{
              nextPageLabel: 'Next page',
              previousPageLabel: 'Previous page',
              pageLabel: (number) => `Page ${number}`,
              paginationLabel: 'Pages of findings',
            }}
            onChange={({ detail: { currentPageIndex } }) => {
              const next = currentPageIndex - 1;
              const cursor = pageInfo?.endCursor;
              if (next < cursors.length) setPaging({ of: first.of, cursors, page: next });
              else if (cursor != null) setPaging({ of: first.of, cursors: [...cursors, cursor], page: cursors.length });
            }}
          />
        }
        empty={<Nothing view={view} onChange={onChange} />}
      />
    </ContentLayout>
  );
}

interface NothingProps {
  readonly view: View;
  readonly onChange: (changed: Partial<View>) => void;
}

function Nothing({ view, onChange }: NothingProps) {
  const narrowed = searchOf(view) !== searchOf({ sort: view.sort, descending: view.descending });
  return (
    <Box textAlign="center" padding="l">
      <Box variant="strong">{narrowed ? 'No finding matches' : 'Nothing was found'}</Box>
      <Box variant="p" color="text-body-secondary">
        {narrowed
          ? 'What is filtered by leaves none over.'
          : 'As long as accounts are covered, that is good news: look at Accounts for gaps.'}
      </Box>
      {narrowed ? <Button onClick={() => onChange(EVERYTHING)}>Clear the filter</Button> : null}
    </Box>
  );
}
