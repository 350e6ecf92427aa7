import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { ageText } from '../parts/age.ts';
import { Moment } from '../parts/moment.tsx';
import { Problem } from '../parts/problem.tsx';
import { ResponsiveTable } from '../parts/responsive-table.tsx';
import { Untrusted } from '../parts/untrusted.tsx';
import { WholeTable } from '../parts/whole-table.tsx';

const LISTS = graphql(`
  query Lists {
    lists {
      lists {
        name
        of
        entries
        asOf
        remarks
      }
      missing
      trusted {
        inForce
        findings
        rule {
          id
          name
          owner
          because
          expiresAt
          endlessBecause
        }
      }
    }
  }
`);

type TrustedList = ResultOf<typeof LISTS>['lists']['trusted'][number];
type List = ResultOf<typeof LISTS>['lists']['lists'][number];

/** The lists of known addresses and domains, their age, and the detectors that lack a list. */
export default function ListsPage() {
  const { data, error, isPending, refetch } = useAnswer(LISTS, {});
  if (error && data === undefined) return <Problem error={error} retry={() => void refetch()} />;
  const { lists = [], missing = [], trusted = [] } = data?.lists ?? {};
  return (
    <ContentLayout>
      <SpaceBetween size="m">
        {missing.length === 0 ? null : <Missing sentences={missing} />}
        <WholeTable<List>
          title="Lists"
          description="Addresses and domains with a known purpose: your own lists and published feeds. Trusted entries never lead to findings."
          rows={lists}
          trackBy="name"
          loading={isPending}
          fields={['name', 'of']}
          findBy="name or category"
          sortedBy="name"
          empty="No list is loaded. Set lists in vedette.yaml, add one with vedette intel add, or fetch published ones with vedette intel sync."
          columns={[
            {
              id: 'name',
              header: 'List',
              sortingField: 'name',
              isRowHeader: true,
              minWidth: 160,
              cell: ({ name }) => <Untrusted text={name} short />,
            },
            {
              id: 'of',
              header: 'Category',
              sortingField: 'of',
              minWidth: 160,
              cell: ({ of }) => <Untrusted text={of} />,
            },
            {
              id: 'entries',
              header: 'Entries',
              sortingField: 'entries',
              minWidth: 90,
              cell: ({ entries }) => (entries === null ? '–' : entries.toLocaleString('en')),
            },
            { id: 'age', header: 'As of', sortingField: 'asOf', minWidth: 180, cell: (list) => <Age list={list} /> },
            {
              id: 'remarks',
              header: 'Remarks',
              minWidth: 220,
              cell: ({ remarks }) => (remarks.length === 0 ? '–' : <Untrusted text={remarks.join(' ')} />),
            },
          ]}
        />
        {trusted.length === 0 ? null : <Trusted rows={trusted} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

/** Rules that hide findings whose remote end has certain addresses; they are edited on the page of rules. */
function Trusted({ rows }: { readonly rows: readonly TrustedList[] }) {
  return (
    <ResponsiveTable<TrustedList>
      items={rows}
      trackBy={({ rule }) => rule.id}
      wrapLines
      ariaLabels={{ tableLabel: 'Trusted by a rule' }}
      header={
        <Header description="Findings whose remote ends are all on these lists are kept but suppressed. Each list is a rule under Suppression.">
          Trusted by a rule
        </Header>
      }
      columnDefinitions={[
        {
          id: 'name',
          header: 'List',
          isRowHeader: true,
          minWidth: 160,
          cell: ({ rule }) => <Untrusted text={rule.name} short />,
        },
        { id: 'owner', header: 'Owner', minWidth: 120, cell: ({ rule }) => <Untrusted text={rule.owner} short /> },
        { id: 'because', header: 'Why', minWidth: 200, cell: ({ rule }) => <Untrusted text={rule.because} /> },
        {
          id: 'until',
          header: 'Until',
          minWidth: 180,
          cell: ({ rule: { expiresAt, endlessBecause }, inForce }) =>
            expiresAt === null ? (
              <Untrusted text={endlessBecause ?? ''} />
            ) : inForce ? (
              <Moment at={expiresAt} />
            ) : (
              <StatusIndicator type="stopped">Expired</StatusIndicator>
            ),
        },
        { id: 'findings', header: 'Hides', minWidth: 90, cell: ({ findings }) => findings.toLocaleString('en') },
      ]}
    />
  );
}

function Age({ list: { asOf } }: { readonly list: List }) {
  if (asOf === null) return <StatusIndicator type="pending">Never fetched</StatusIndicator>;
  return (
    <>
      {ageText(asOf, Date.now())}
      <Box variant="small" display="block">
        <Moment at={asOf} />
      </Box>
    </>
  );
}

function Missing({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <Alert type="warning" header="Some detectors cannot fire because a list is missing">
      <ExpandableSection
        headerText={sentences.length === 1 ? 'What is missing' : `${sentences.length} kinds are missing`}
      >
        <SpaceBetween size="xs">
          {sentences.map((sentence) => (
            <div key={sentence}>
              <Untrusted text={sentence} />
            </div>
          ))}
        </SpaceBetween>
      </ExpandableSection>
    </Alert>
  );
}
