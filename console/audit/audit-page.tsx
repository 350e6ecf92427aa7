import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { leavesOf } from '../parts/json.ts';
import { Link } from '../parts/link.tsx';
import { Moment } from '../parts/moment.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { usePages } from '../parts/use-pages.ts';

const AUDIT = graphql(`
  query Audit($after: String) {
    auditLog(first: 50, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        place
        at
        who
        from
        what
        subject
        before
        after
        about
        hash
      }
    }
  }
`);

type Entry = ResultOf<typeof AUDIT>['auditLog']['nodes'][number];

/** Maximum of details in a row; the API returns all. */
const SHOWN = 8;

/** The audit log: who did what, when and from where, the latest first. */
export default function AuditPage() {
  const { after, paginationProps } = usePages('audit');
  const { data, error, isPending, isPlaceholderData, refetch } = useAnswer(AUDIT, {
    ...(after !== undefined && { after }),
  });
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <ContentLayout>
      <ResponsiveTable<Entry>
        variant="full-page"
        items={data?.auditLog.nodes ?? []}
        trackBy={({ place }) => String(place)}
        loading={isPending || isPlaceholderData}
        loadingText="Loading the audit log"
        wrapLines
        ariaLabels={{ tableLabel: 'Audit log' }}
        header={
          <Header
            variant="awsui-h1-sticky"
            description={
              <>
                What people, programs and Vedette itself did. Each entry holds a hash of the one before it, so{' '}
                <code>vedette audit verify</code> can tell whether entries were changed or removed.
              </>
            }
          >
            Audit
          </Header>
        }
        pagination={<Pagination {...paginationProps(isPlaceholderData ? undefined : data?.auditLog.pageInfo)} />}
        empty={<Nothing title="No entries yet" />}
        columnDefinitions={[
          { id: 'place', header: 'Place', minWidth: 80, cell: (entry) => <Place entry={entry} /> },
          { id: 'at', header: 'When', minWidth: 190, cell: ({ at }) => <Moment at={at} /> },
          {
            id: 'who',
            header: 'Who',
            minWidth: 150,
            cell: ({ who, from }) => (
              <>
                <Untrusted text={who} short />
                <Box variant="small" display="block">
                  {from === null ? 'automatic' : <Untrusted text={from} short />}
                </Box>
              </>
            ),
          },
          {
            id: 'what',
            header: 'What',
            isRowHeader: true,
            minWidth: 170,
            cell: ({ what }) => <Untrusted text={what} short />,
          },
          {
            id: 'subject',
            header: 'Subject',
            minWidth: 150,
            cell: ({ subject }) => (subject === null ? '–' : <Subject id={subject} />),
          },
          { id: 'details', header: 'Details', minWidth: 260, cell: (entry) => <Untrusted text={detailsOf(entry)} /> },
        ]}
      />
    </ContentLayout>
  );
}

function Place({ entry: { place, hash } }: { readonly entry: Entry }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToDisplay={place.toLocaleString('en')}
      textToCopy={`${place} ${hash}`}
      copyButtonAriaLabel={`Copy place ${place} and its hash`}
      copySuccessText="Copied"
      copyErrorText="Not copied"
    />
  );
}

/** Findings, by their 32 digits, and detectors are linked; rules and tokens have no pages of their own, only lists. */
function Subject({ id }: { readonly id: string }) {
  const shown = <Untrusted text={id} short />;
  if (/^[0-9a-f]{32}$/.test(id)) return <Link href={`/findings/${id}`}>{shown}</Link>;
  return /^\w+:\w+\/[\w.!&-]+$/.test(id) ? <Link href={`/detectors/${id}`}>{shown}</Link> : shown;
}

/** The state after the change; the state before it is available from the API. */
function detailsOf({ after, about }: Entry): string {
  const leaves = leavesOf({ ...Object(after), ...Object(about) }, SHOWN);
  return leaves.length === 0 ? '–' : leaves.map(({ label, value }) => `${label}: ${value}`).join('; ');
}
